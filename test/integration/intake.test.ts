/** Intake on a real registry: one judgement per request, whatever was sent, however often and by how many at once. */
import type { Context, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { facts, parse, requests, transferIdOf } from '../../events/index.ts';
import { create } from '../../services/intake/intake.lambda.ts';
import { undelivered } from '../support/invariants.ts';
import { environment, openLedger, type TestLedger, type TestRuntime } from '../support/ledger.ts';

const example: Record<string, unknown> = requests.transferRequested.example;
const detailFor = (key: unknown, change: Record<string, unknown> = {}) => ({
  ...example,
  idempotencyKey: key,
  ...change,
});
const trace = (digit: number) => `00-4bf92f3577b34da6a3ce929d0e0e473${digit}-00f067aa0ba902b7-01`;

/** As EventBridge's rule hands it to the queue. */
const bodyOf = (detail: unknown) =>
  JSON.stringify({ id: 'event', source: 'payroll', 'detail-type': 'TransferRequested', detail });

/** Message ids that the handler reports as failed. */
async function handle(runtime: TestRuntime, bodies: readonly string[]): Promise<string[]> {
  const Records = bodies.map((body, index) => ({ messageId: `message ${index}`, body }) as SQSRecord);
  const { batchItemFailures } = await create(runtime, environment)({ Records }, {} as Context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

interface RefusedRow {
  readonly requestId: string;
  readonly transferId: string | null;
  readonly reasons: { path: string; rule: string }[];
  readonly detail: unknown;
}

describe.each([1, 2])('on %i shard(s)', (shards) => {
  let ledger: TestLedger;
  beforeAll(async () => {
    ledger = await openLedger(shards);
  });
  afterAll(() => ledger.drop());

  const send = (...details: unknown[]) => handle(ledger.runtime, details.map(bodyOf));
  const refusedRows = () =>
    ledger.rows<RefusedRow>(
      'select request_id as "requestId", transfer_id as "transferId", reasons, detail from refused_request',
    );

  /** Judgements on a key: `accepted`, or the rules of each refusal. */
  async function judgementsOn(key: string): Promise<string[]> {
    const id = transferIdOf('payroll', key);
    const accepted = await ledger.rows('select 1 from transfer where id = $1', [id]);
    const refused = (await refusedRows()).filter(({ transferId }) => transferId === id);
    return [
      ...accepted.map(() => 'accepted'),
      ...refused.map(({ reasons }) => reasons.map(({ rule }) => rule).join()),
    ].sort();
  }
  const eventsOn = (key: string) => ledger.cloud.eventsOf(transferIdOf('payroll', key)).sort();
  const startsOf = (key: string) =>
    ledger.cloud.starts.filter(({ name }) => name.startsWith(transferIdOf('payroll', key)));

  test('an accepted request: a row, an event, and a start with only ids and money', async () => {
    const detail = detailFor('accepted', { amount: '0120.5', traceparent: trace(6) });
    expect(await send(detail)).toEqual([]);
    const id = transferIdOf('payroll', 'accepted');
    expect(await ledger.rows('select * from transfer where id = $1', [id])).toMatchObject([
      {
        requester: 'payroll',
        idempotency_key: 'accepted',
        from_account: 'alice',
        to_account: 'bob',
        amount: 12050n,
        currency: 'EUR',
        reference: 'Salary November',
        metadata: { department: 'R&D' },
        traceparent: trace(6),
        attempt: 1,
        needs_attention: false,
        outcome: null,
      },
    ]);
    const [start, ...more] = startsOf('accepted');
    expect(more).toEqual([]);
    expect(start?.name).toBe(`${id}-1`);
    expect(JSON.parse(start?.input ?? '')).toEqual({
      transferId: id,
      requester: 'payroll',
      idempotencyKey: 'accepted',
      fromAccount: 'alice',
      toAccount: 'bob',
      amount: '120.50',
      currency: 'EUR',
      traceparent: trace(6),
    });
    const event = ledger.cloud.events.find(({ detail: { transferId } }) => transferId === id);
    expect(parse(facts.transferAccepted, event?.detail)).toMatchObject({ ok: true });
  });

  /** Requests sent one after the other under one key, and what becomes of the key. */
  test.each<[name: string, changes: Record<string, unknown>[], verdicts: string[], events: string[]]>([
    ['the same five times', [{}, {}, {}, {}, {}], ['accepted'], ['TransferAccepted']],
    [
      'the same in another form',
      [{}, { amount: '120.5' }, { traceparent: trace(6) }, { schemaVersion: 2 }],
      ['accepted'],
      ['TransferAccepted'],
    ],
    [
      'the same key for something else',
      [{}, { amount: '1.00' }],
      ['IdempotencyKeyReuse', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
    [
      'for something else, twice',
      [{}, { amount: '1.00' }, { amount: '1.00' }],
      ['IdempotencyKeyReuse', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
    ['broken, twice', [{ amount: '0' }, { amount: '0' }], ['AmountNotPositive'], ['TransferRequestRefused']],
    [
      'broken, and again with another trace',
      [
        { amount: '0', traceparent: trace(6) },
        { amount: '0', traceparent: trace(7) },
      ],
      ['AmountNotPositive'],
      ['TransferRequestRefused'],
    ],
    [
      'broken, then mended: a refusal does not bind the key',
      [{ amount: '0' }, {}],
      ['AmountNotPositive', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
    [
      'mended only in its form',
      [{ schemaVersion: undefined }, {}],
      ['Required', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
    [
      'mended only in its trace',
      [{ traceparent: 'none' }, {}],
      ['InvalidFormat', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
    [
      'broken, mended, and the broken one replayed',
      [{ amount: '0' }, {}, { amount: '0' }],
      ['AmountNotPositive', 'accepted'],
      ['TransferAccepted', 'TransferRequestRefused'],
    ],
  ])('%s', async (name, changes, verdicts, events) => {
    const key = `one by one: ${name}`.slice(0, 128);
    for (const change of changes) expect(await send(detailFor(key, change))).toEqual([]);
    expect(await judgementsOn(key)).toEqual(verdicts);
    expect(eventsOn(key)).toEqual(events);
    expect(startsOf(key)).toHaveLength(verdicts.includes('accepted') ? 1 : 0);

    const together = `in a batch: ${name}`.slice(0, 128);
    expect(await send(...changes.map((change) => detailFor(together, change)))).toEqual([]);
    expect(await judgementsOn(together)).toEqual(verdicts);
    expect(eventsOn(together)).toEqual(events);
  });

  /** Each ends in `TransferRequestRefused` with every reason, stored as it came. */
  test.each<[what: string, detail: Record<string, unknown>, reasons: string[]]>([
    ['a 200 KB reference', detailFor('long', { reference: 'r'.repeat(200_000) }), ['reference: InvalidFormat']],
    ['a NUL', detailFor('nul', { reference: 'a\u0000b' }), ['reference: InvalidFormat']],
    [
      'lone surrogates',
      detailFor('surrogates', { reference: '\ud800', metadata: { a: '\udfff' } }),
      ['metadata.a: InvalidFormat', 'reference: InvalidFormat'],
    ],
    ['a NUL in the key', detailFor('\u0000'), ['idempotencyKey: InvalidFormat']],
    ['lone surrogates in the requester', detailFor('requester', { requester: '\udc00' }), ['requester: InvalidFormat']],
    ['a field named with a NUL', detailFor('field', { '\u0000': 1 }), ['\ufffd: UnknownField']],
    [
      'a key __proto__',
      JSON.parse(`{"__proto__":{"a":1},${JSON.stringify(detailFor('proto')).slice(1)}`),
      ['__proto__: UnknownField'],
    ],
    ['quotes and backslashes', detailFor('quotes', { '"},{\\': '\\"{}' }), ['"},{\\: UnknownField']],
    [
      'nothing',
      {},
      ['amount', 'currency', 'fromAccount', 'idempotencyKey', 'requester', 'schemaVersion', 'toAccount'].map(
        (field) => `${field}: Required`,
      ),
    ],
    [
      'everything at once',
      {
        requester: 5,
        idempotencyKey: '',
        fromAccount: 'a b',
        toAccount: 'a b',
        amount: -1.5,
        currency: 'XAU',
        more: null,
      },
      [
        'amount: InvalidType',
        'currency: UnknownCurrency',
        'fromAccount: InvalidFormat',
        'idempotencyKey: InvalidFormat',
        'more: UnknownField',
        'requester: InvalidType',
        'schemaVersion: Required',
        'toAccount: SameAccount',
      ],
    ],
  ])('%s', async (_, detail, reasons) => {
    const before = new Set((await refusedRows()).map(({ requestId }) => requestId));
    expect(await send(detail, detail)).toEqual([]);
    expect(await send(detail)).toEqual([]);
    const [row, ...more] = (await refusedRows()).filter(({ requestId }) => !before.has(requestId));
    expect(more).toEqual([]);
    expect(row?.reasons.map(({ path, rule }) => `${path}: ${rule}`).sort()).toEqual(reasons);
    expect(JSON.stringify(row?.detail)).toBe(JSON.stringify(detail));
    const events = ledger.cloud.events.filter((event) => event.detail.requestId === row?.requestId);
    expect(events).toHaveLength(1);
    expect(parse(facts.transferRequestRefused, events[0]?.detail)).toMatchObject({ ok: true });
    expect(events[0]?.detail.reasons).toEqual(row?.reasons);
  });

  /** JSON that no honest sender writes is refused like any other, with reasons that fit into an event. */
  test.each<[what: string, fields: string]>([
    ['arrays 100,000 deep', `"metadata":{"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects 100,000 deep', `"metadata":${'{"__proto__":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['an unknown field 5,000 deep', `"more":${'[{"a":'.repeat(2500)}"\\u0000"${'}]'.repeat(2500)}`],
    ['20,000 unknown fields', Array.from({ length: 20_000 }, (_, index) => `"field ${index}":${index}`).join()],
    ['20,000 pairs', `"metadata":{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":"v"`).join()}}`],
    ['20,000 wrong pairs', `"metadata":{${Array.from({ length: 20_000 }, (_, i) => `"k\\n${i}":${i}`).join()}}`],
    ['a key of 100 KB', `"${'k'.repeat(100_000)}":1`],
    ['numbers beyond a double', '"amount":1e999,"schemaVersion":100000000000000000000000000000001'],
    ['constructor, toString, valueOf', '"constructor":{"prototype":{"a":1}},"toString":null,"valueOf":[]'],
    ['metadata like a prototype', '"metadata":{"constructor":{},"toString":1,"__proto__":{"amount":"1.00"}}'],
    ['a list for each field', '"amount":[],"currency":[[]],"fromAccount":{},"toAccount":{},"reference":[]'],
    ['half a surrogate pair, and noncharacters', '"reference":"\\ud800 \\uffff \\ufffe \\ufeff"'],
    ['an amount of 100,000 digits', `"amount":"${'9'.repeat(100_000)}"`],
  ])('%s', async (what, fields) => {
    const key = `hostile: ${what}`;
    const body = `{"detail":{${JSON.stringify(detailFor(key)).slice(1, -1)},${fields}}}`;
    expect(await handle(ledger.runtime, [body, body])).toEqual([]);
    const [row, ...more] = (await refusedRows()).filter(
      ({ transferId }) => transferId === transferIdOf('payroll', key),
    );
    expect(more).toEqual([]);
    expect(row?.reasons.length).toBeGreaterThan(0);
    const event = ledger.cloud.events.find(({ detail }) => detail.requestId === row?.requestId);
    expect(parse(facts.transferRequestRefused, event?.detail)).toMatchObject({ ok: true });
  });

  test('an unreadable message leaves by itself, and the rest of the batch is done', async () => {
    const bodies = ['', '{', '{"detail":"text"}', bodyOf(detailFor('beside the unreadable'))];
    expect(await handle(ledger.runtime, bodies)).toEqual([]);
    expect(await ledger.rows('select from dead_letter')).toHaveLength(3);
    expect(await judgementsOn('beside the unreadable')).toEqual(['accepted']);
  });

  test('many connections at once give each request one judgement', async () => {
    const runtimes = [ledger.runtime, await ledger.another(), await ledger.another()];
    const keys = Array.from({ length: 20 }, (_, index) => `race ${index}`);
    // Per key: the same sound one three times, another sound one, and a broken one; each batch in another order.
    const changes = [{}, { amount: '1.00' }, { amount: '0' }, {}, {}];
    await Promise.all(
      changes.map(async (_, turn) => {
        const bodies = keys.map((key, index) => bodyOf(detailFor(key, changes[(index + turn) % changes.length])));
        const rotated = [...bodies.slice(turn * 4), ...bodies.slice(0, turn * 4)];
        expect(await handle(runtimes[turn % 3] ?? ledger.runtime, rotated)).toEqual([]);
      }),
    );
    for (const key of keys) {
      // Which of the two sound ones came first is chance; the broken one came under a free key or under a taken one.
      const verdicts = await judgementsOn(key);
      expect(verdicts).toHaveLength(3);
      expect(verdicts.filter((verdict) => verdict === 'accepted')).toHaveLength(1);
      expect(verdicts).toContain('IdempotencyKeyReuse');
      expect(startsOf(key)).toHaveLength(1);
      expect(eventsOn(key)).toEqual(['TransferAccepted', 'TransferRequestRefused', 'TransferRequestRefused']);
    }
  });

  test('in the end everything was delivered', async () => {
    expect(await undelivered(ledger)).toEqual([]);
  });
});
