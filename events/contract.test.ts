import { describe, expect, test } from 'vitest';
import { parse } from './contract.ts';
import { commands, contracts, facts, requests } from './index.ts';

const { transferRequested } = requests;
const request = transferRequested.example;

/** "path: rule" of every violation, sorted. */
function broken(value: unknown, contract: Parameters<typeof parse>[0] = transferRequested): string[] {
  const parsed = parse(contract, value);
  return parsed.ok ? [] : parsed.violations.map(({ path, rule }) => `${path}: ${rule}`).sort();
}

describe('every message', () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s: its example parses to itself',
    (_, contract) => {
      expect(parse(contract, JSON.parse(JSON.stringify(contract.example)))).toEqual({
        ok: true,
        value: contract.example,
      });
    },
  );

  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s: an unknown field is refused at any level',
    (_, contract) => {
      expect(broken({ ...(contract.example as object), surplus: 1 }, contract)).toEqual(['surplus: UnknownField']);
    },
  );

  test.each([
    [facts.transferCompleted, ['eventId', 'transferId', 'sequence', 'schemaVersion', 'occurredAt', 'requester']],
    [facts.transferRequestRefused, ['eventId', 'requestId', 'sequence', 'schemaVersion', 'occurredAt', 'reasons']],
    [commands.rollbackCommand, ['command', 'taskToken', 'transfer']],
  ])('$name names each field that is missing', (contract, fields) => {
    const rest = Object.entries(contract.example).filter(([name]) => !fields.includes(name));
    expect(broken(Object.fromEntries(rest), contract)).toEqual(fields.map((field) => `${field}: Required`).sort());
  });

  test.each([
    '5C52828B-A53E-588F-869C-8EA4A0A6430A',
    '5c52828ba53e588f869c8ea4a0a6430a',
    '{5c52828b-a53e-588f-869c-8ea4a0a6430a}',
    'urn:uuid:5c52828b-a53e-588f-869c-8ea4a0a6430a',
    '00000000-0000-0000-0000-000000000000',
  ])('an id has one spelling, and %s is not it', (transferId) => {
    const { debitCommand } = commands;
    const { transfer, ...rest } = debitCommand.example;
    expect(broken({ ...rest, transfer: { ...transfer, transferId } }, debitCommand)).toEqual([
      'transfer.transferId: InvalidFormat',
    ]);
    expect(broken({ ...facts.accountDebited.example, transferId }, facts.accountDebited)).toEqual([
      'transferId: InvalidFormat',
    ]);
  });

  test('names are unique', () => {
    expect(new Set(contracts.map(({ name }) => name)).size).toBe(contracts.length);
  });
});

describe('parse', () => {
  test.each<[what: string, value: unknown, violations: string[]]>([
    ['nothing at all', undefined, [': Required']],
    ['null', null, [': InvalidType']],
    ['a list', [], [': InvalidType']],
    ['a text', 'TransferRequested', [': InvalidType']],
    [
      'an empty object',
      {},
      ['amount', 'currency', 'fromAccount', 'idempotencyKey', 'requester', 'schemaVersion', 'toAccount'].map(
        (field) => `${field}: Required`,
      ),
    ],
    [
      'everything wrong at once',
      {
        schemaVersion: '1',
        requester: '',
        idempotencyKey: null,
        fromAccount: 'al ice',
        toAccount: ['bob'],
        amount: 120.5,
        currency: 'eur',
        reference: 'x'.repeat(141),
        metadata: { note: 5, '': 'x' },
        traceparent: 'none',
        colour: 'red',
      },
      [
        'amount: InvalidType',
        'colour: UnknownField',
        'currency: InvalidFormat',
        'fromAccount: InvalidFormat',
        'idempotencyKey: InvalidType',
        'metadata.: InvalidFormat',
        'metadata.note: InvalidType',
        'reference: InvalidFormat',
        'requester: InvalidFormat',
        'schemaVersion: InvalidValue',
        'toAccount: InvalidType',
        'traceparent: InvalidFormat',
      ],
    ],
    [
      'too many pairs, one of them wrong',
      { ...request, metadata: { ...pairs(20), wrong: 5 } },
      ['metadata.wrong: InvalidType', 'metadata: TooMany'],
    ],
  ])('%s', (_, value, violations) => {
    expect(broken(value)).toEqual(violations);
  });

  test('a violation carries no part of the value', () => {
    const parsed = parse(transferRequested, { ...request, amount: 'secret', metadata: { note: { deep: 'secret' } } });
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  test('not each of ten thousand wrong members is named', () => {
    const metadata = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index]));
    const named = broken({ ...request, amount: '1,5', metadata });
    expect(named).toEqual(expect.arrayContaining(['metadata: TooMany', 'amount: InvalidFormat']));
    expect(named.length).toBeLessThan(1100);
    expect(broken({ ...request, metadata: Array(10_000).fill(0) })).toEqual(['metadata: InvalidType']);
  });
});

describe('every limit of a request, just kept and just broken', () => {
  const uuidLike = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  test.each<[field: string, kept: unknown[], broken: unknown[]]>([
    ['schemaVersion', [1], [0, 2, '1', 1.5, true]],
    ['requester', ['p', 'é'.repeat(128), '💶'.repeat(128), 'R&D / Löhne'], ['', 'p'.repeat(129)]],
    ['idempotencyKey', ['k', 'k'.repeat(128)], ['', 'k'.repeat(129), 5]],
    ['fromAccount', ['a', 'A.b_c-9', 'a'.repeat(64)], ['', 'a'.repeat(65), 'a b', 'ä', 'in-transit:EUR', 'a\n']],
    ['toAccount', ['b', 'b'.repeat(64)], ['', 'b'.repeat(65), 'b/c']],
    [
      'amount',
      ['1', '0.01', '00120.50', '12345678901234.5678'],
      ['', '0', '0.00', '-1', '+1', '1.', '.5', '1e3', '1,5', ' 1', '1\n', '123456789012345', '1.00001', '١', 1, 1.5],
    ],
    ['currency', ['EUR', 'JPY'], ['', 'eur', 'EURO', 'EU', 978]],
    ['reference', ['', 'r'.repeat(140)], ['r'.repeat(141), 'r'.repeat(200_000), null]],
    ['metadata', [{}, pairs(20)], [pairs(21), [], 'x', null]],
    [
      'metadata',
      [{ ['k'.repeat(64)]: 'v'.repeat(256) }],
      [{ ['k'.repeat(65)]: 'v' }, { k: 'v'.repeat(257) }, { '': 'v' }],
    ],
    ['traceparent', [uuidLike], ['', uuidLike.toUpperCase(), `${uuidLike}0`, 5]],
  ])('%s', (field, kept, refused) => {
    for (const value of kept) expect(broken({ ...request, [field]: value }), `${field}=${value}`).toEqual([]);
    for (const value of refused) {
      const violations = broken({ ...request, [field]: value });
      expect(violations, `${field}=${String(value).slice(0, 40)}`).toHaveLength(1);
      expect(violations[0]).toMatch(new RegExp(`^${field}[.:]`));
    }
  });
});

describe('hostile text', () => {
  const hostile: [what: string, character: string][] = [
    ['NUL', '\u0000'],
    ['line feed', '\n'],
    ['escape', '\u001b'],
    ['DEL', '\u007f'],
    ['C1 control', '\u0085'],
    ['line separator', '\u2028'],
    ['right-to-left override', '\u202e'],
    ['byte order mark', '\ufeff'],
    ['private use', '\ue000'],
    ['noncharacter', '\uffff'],
  ];
  test.each(hostile)('%s is refused in every free text', (_, character) => {
    for (const field of ['requester', 'idempotencyKey', 'reference'])
      expect(broken({ ...request, [field]: `a${character}b` })).toEqual([`${field}: InvalidFormat`]);
    expect(broken({ ...request, metadata: { note: `a${character}b` } })).toEqual(['metadata.note: InvalidFormat']);
    expect(broken({ ...request, metadata: { [`a${character}b`]: 'x' } })).toEqual(['metadata.a\ufffdb: InvalidFormat']);
  });

  test.each([
    ['high', 'a\ud800b'],
    ['low', 'a\udc00b'],
    ['swapped', 'a\udc00\ud800b'],
  ])('a %s half of a surrogate pair is refused wherever it stands, by a rule of its own', (_, text) => {
    const shown = text.replace(/\p{Cs}/gu, '\ufffd');
    const field = (name: string) => broken({ ...request, [name]: text });
    for (const name of ['requester', 'idempotencyKey', 'reference', 'fromAccount', 'toAccount', 'amount', 'currency'])
      expect(field(name)).toEqual([`${name}: IllFormedText`]);
    expect(broken({ ...request, metadata: { note: text } })).toEqual(['metadata.note: IllFormedText']);
    expect(broken({ ...request, metadata: { [text]: 'x' } })).toEqual([`metadata.${shown}: IllFormedText`]);
    expect(broken({ ...request, metadata: { a: { b: ['x', text] } } })).toEqual([
      'metadata.a.b.1: IllFormedText',
      'metadata.a: InvalidType',
    ]);
    expect(broken({ ...request, [text]: 1 })).toEqual([`${shown}: IllFormedText`, `${shown}: UnknownField`]);
    expect(broken({ ...request, reference: '💶' })).toEqual([]);
  });

  test('U+FFFD names nothing in a request, but may stand in a text for people, and in facts of older requests', () => {
    for (const field of ['requester', 'idempotencyKey', 'fromAccount', 'toAccount'])
      expect(broken({ ...request, [field]: 'M\ufffdller-11' })).toEqual([`${field}: UnreadCharacter`]);
    expect(broken({ ...request, reference: 'M\ufffdller', metadata: { 'M\ufffd': '\ufffd' } })).toEqual([]);
    const { transferAccepted } = facts;
    expect(broken({ ...transferAccepted.example, idempotencyKey: 'M\ufffdller-11' }, transferAccepted)).toEqual([]);
  });

  test('a key __proto__ is refused wherever it stands, and pollutes nothing', () => {
    const withKey = (text: string) => broken(JSON.parse(JSON.stringify(request).replace('"metadata":{', text)));
    expect(withKey('"__proto__":{"polluted":1},"metadata":{')).toEqual(['__proto__: UnknownField']);
    expect(withKey('"metadata":{"__proto__":"x",')).toEqual(['metadata.__proto__: UnknownField']);
    expect(withKey('"metadata":{"a":{"__proto__":{"polluted":1}},')).toEqual([
      'metadata.a.__proto__: UnknownField',
      'metadata.a: InvalidType',
    ]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('names of Object.prototype are unknown fields like any other', () => {
    const names = ['constructor', 'hasOwnProperty', 'prototype', 'toString'];
    expect(broken({ ...request, ...Object.fromEntries(names.map((name) => [name, 1])) })).toEqual(
      names.map((name) => `${name}: UnknownField`),
    );
  });

  test('a field name of any length or kind is shown short and printable', () => {
    const [violation] = broken({ ...request, [`\u0000${'n'.repeat(100_000)}`]: 1 });
    expect(violation).toBe(`\ufffd${'n'.repeat(63)}: UnknownField`);
    // Cut in the middle of a surrogate pair.
    expect(broken({ ...request, [`${'n'.repeat(63)}💶`]: 1 })).toEqual([`${'n'.repeat(63)}\ufffd: UnknownField`]);
  });
});

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));
}
