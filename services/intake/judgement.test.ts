import { describe, expect, test } from 'vitest';
import { facts, parse, requests, transferIdOf } from '../../events/index.ts';
import { refusalFact } from '../domain/facts.ts';
import { UnreadableMessageError } from '../runtime/message.ts';
import { judge, type Precedents } from './judgement.ts';
import { type IncomingRequest, readRequest } from './request.ts';

const good: Record<string, unknown> = requests.transferRequested.example;
const transferId = transferIdOf('payroll', 'salary-2026-11-0042');

function incoming(change: Record<string, unknown> = {}): IncomingRequest {
  return readBody(JSON.stringify({ 'detail-type': 'TransferRequested', detail: { ...good, ...change } }));
}

function readBody(body: string): IncomingRequest {
  return readRequest({ body });
}

describe('the judgement', () => {
  const { payloadHash } = incoming();
  const other = Buffer.alloc(32, 1);
  const never: Precedents = { acceptedHash: undefined, refused: false };
  test.each<[what: string, change: Record<string, unknown>, precedents: Precedents, judgement: string]>([
    ['sound, never seen', {}, never, 'accepted'],
    ['sound, accepted before', {}, { acceptedHash: payloadHash, refused: false }, 'known'],
    [
      'accepted before, in another form',
      { amount: '120.5', schemaVersion: 2 },
      { acceptedHash: payloadHash, refused: false },
      'known',
    ],
    [
      'sound, its key bound to another payload',
      {},
      { acceptedHash: other, refused: false },
      'refused IdempotencyKeyReuse',
    ],
    ['broken, never seen', { amount: '0' }, never, 'refused AmountNotPositive'],
    ['broken, refused before', { amount: '0' }, { acceptedHash: undefined, refused: true }, 'known'],
    ['broken, its key bound', { amount: '0' }, { acceptedHash: other, refused: false }, 'refused IdempotencyKeyReuse'],
    ['sound now, refused under an earlier contract', {}, { acceptedHash: undefined, refused: true }, 'known'],
    ['refused before, its key bound since', { amount: '0' }, { acceptedHash: other, refused: true }, 'known'],
    ['no requester', { requester: undefined }, never, 'refused Required'],
    ['a key that cannot be used', { idempotencyKey: 'a\nb' }, never, 'refused InvalidFormat'],
    ['a key that a program could not read', { idempotencyKey: 'M\ufffdller' }, never, 'refused UnreadCharacter'],
    ['half of a surrogate pair', { metadata: { note: '\ud800' } }, never, 'refused IllFormedText'],
  ])('%s', (_, change, precedents, expected) => {
    const judgement = judge(incoming(change), precedents);
    const rules = judgement.kind === 'refused' ? judgement.reasons.map(({ rule }) => rule) : [];
    expect([judgement.kind, ...rules].join(' ')).toBe(expected);
  });

  test('a request that was accepted under a key with U+FFFD, before the contract refused that, is known for ever', () => {
    const before = incoming({ idempotencyKey: 'M\ufffdller-11' });
    expect(before.transferId).toBe(transferIdOf('payroll', 'M\ufffdller-11'));
    expect(judge(before, { acceptedHash: before.payloadHash, refused: false })).toEqual({ kind: 'known' });
  });

  test('an accepted request becomes an order of only ids and money, the amount in its usual form', () => {
    const judgement = judge(incoming({ amount: '00120.5', reference: 'r', metadata: { a: 'b' } }), never);
    expect(judgement.kind === 'accepted' && judgement.order).toEqual({
      transferId,
      requester: 'payroll',
      idempotencyKey: 'salary-2026-11-0042',
      fromAccount: 'alice',
      toAccount: 'bob',
      amount: '120.50',
      currency: 'EUR',
      traceparent: null,
    });
  });

  test('a refusal fits into its event, whatever was sent', () => {
    const junk = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`\u0000${index}${'n'.repeat(500)}`, 1]),
    );
    const request = incoming({ ...junk, metadata: junk });
    const judgement = judge(request, never);
    if (judgement.kind !== 'refused') throw new Error(judgement.kind);
    expect(judgement.reasons).toHaveLength(100);
    expect(judgement.reasons.at(-1)).toEqual({ path: '', rule: 'MoreReasons', message: 'and 1901 more' });
    const { detail } = refusalFact(request, judgement.reasons, '2026-11-23T09:30:00.120Z');
    expect(parse(facts.transferRequestRefused, detail)).toMatchObject({ ok: true });
    expect(JSON.stringify(detail).length).toBeLessThan(100_000);
  });
});

describe('what identifies a request', () => {
  const base = incoming();
  test.each<
    [what: string, change: Record<string, unknown>, same: { transfer: boolean; request: boolean; payload: boolean }]
  >([
    ['the same again', {}, { transfer: true, request: true, payload: true }],
    [
      'with a trace context',
      { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      { transfer: true, request: true, payload: true },
    ],
    ['another schemaVersion', { schemaVersion: 2 }, { transfer: true, request: false, payload: true }],
    ['another form of the amount', { amount: '120.5' }, { transfer: true, request: false, payload: true }],
    ['another amount', { amount: '1.00' }, { transfer: true, request: false, payload: false }],
    ['another key', { idempotencyKey: 'other' }, { transfer: false, request: false, payload: false }],
    ['a key that cannot be used', { idempotencyKey: '' }, { transfer: false, request: false, payload: false }],
  ])('%s', (_, change, { transfer, request, payload }) => {
    const other = incoming(change);
    expect(other.transferId === base.transferId).toBe(transfer);
    expect(other.requestId === base.requestId).toBe(request);
    expect(other.payloadHash.equals(base.payloadHash)).toBe(payload);
  });

  test('the judgement is kept with the transfer that the key names, otherwise under the request’s own id', () => {
    expect(incoming({ amount: 'none' }).shardKey).toBe(transferId);
    const unusable = incoming({ requester: null });
    expect(unusable).toMatchObject({
      transferId: undefined,
      requester: undefined,
      idempotencyKey: 'salary-2026-11-0042',
    });
    expect(unusable.shardKey).toBe(unusable.requestId);
  });

  test('a key __proto__ gives no requester', () => {
    const { requester } = readBody('{"detail":{"__proto__":{"requester":"mallory","idempotencyKey":"k"}}}');
    expect(requester).toBeUndefined();
  });
});

test.each(['', '{', 'null', '"text"', '5', '[]', '{}', '{"detail":null}', '{"detail":"{}"}', '{"detail":[]}'])(
  'a message %s cannot be read as a request',
  (body) => {
    expect(() => readBody(body)).toThrow(UnreadableMessageError);
  },
);
