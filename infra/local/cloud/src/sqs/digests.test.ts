import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { md5, md5OfAttributes } from './digests.ts';

test('the digest of a body is that of its UTF-8', () => {
  expect(md5('héllo €')).toBe('6a1950b864488746748ba6312d3ce712');
});

test.each([
  [{ timestamp: { DataType: 'Number', StringValue: '1493147359900' } }, '235c5c510d26fb653d073faed50ae77c'],
  [
    { ordinal: { DataType: 'Number', StringValue: '1' }, category: { DataType: 'String', StringValue: 'test' } },
    'd21ae90c49061e927f57df5f5d72be1f',
  ],
])('a digest that others computed', (attributes, digest) => {
  expect(md5OfAttributes(attributes)).toBe(digest);
});

test('attributes come in order of name; binary values as bytes under transport type 2', () => {
  const bytes = Buffer.concat([
    Buffer.from([0, 0, 0, 1]),
    Buffer.from('a'),
    Buffer.from([0, 0, 0, 6]),
    Buffer.from('Binary'),
    Buffer.from([2, 0, 0, 0, 2, 0x00, 0xff]),
    Buffer.from([0, 0, 0, 1]),
    Buffer.from('b'),
    Buffer.from([0, 0, 0, 10]),
    Buffer.from('Number.int'),
    Buffer.from([1, 0, 0, 0, 2]),
    Buffer.from('12'),
  ]);
  const attributes = {
    b: { DataType: 'Number.int', StringValue: '12' },
    a: { DataType: 'Binary', BinaryValue: Buffer.from([0x00, 0xff]).toString('base64') },
  };
  expect(md5OfAttributes(attributes)).toBe(createHash('md5').update(bytes).digest('hex'));
});
