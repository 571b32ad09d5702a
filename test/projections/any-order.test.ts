/** The read models are the same, byte for byte, in whatever order, batches and copies the facts come. On one shard and on two. */
import { createHash } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shards } from '../../services/database/shards.ts';
import { digest, dump } from '../../services/projections/dump.ts';
import { factOf } from '../../services/projections/fact.ts';
import { activityOf, factRow, statusesOf } from '../../services/projections/fold.ts';
import { create } from '../../services/projections/projections.lambda.ts';
import { emptyModels } from '../../services/projections/queries/empty-models.ts';
import { readCounter } from '../../services/replay/queries/read-counter.ts';
import { MemoryMetrics } from '../../services/runtime/metrics.ts';
import type { Runtime } from '../../services/runtime/runtime.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seed } from '../support/random.ts';
import { contradictingFacts, contradictingId, delivered, type SampleFact, writtenFacts } from './sample-facts.ts';

let facts: SampleFact[];
beforeAll(async () => {
  facts = [...(await writtenFacts()), ...contradictingFacts()];
});

const lines = async (shards: Shards): Promise<string[]> => {
  const all: string[] = [];
  for await (const { text } of dump(shards)) all.push(text);
  return all;
};

let onOneShard: string[] | undefined;

describe.each([1, 2])('on %i shard(s)', (count) => {
  let database: TestDatabase;
  let shards: Shards;
  let logged: string[];
  let metrics: MemoryMetrics;
  let consume: (records: SQSEvent['Records']) => Promise<string[]>;

  beforeAll(async () => {
    database = await createTestDatabase(count);
    shards = await Shards.open(database.projectionsUrls, { connections: 4 });
    logged = [];
    const line = (message: string) => logged.push(message);
    metrics = new MemoryMetrics();
    const runtime = { shards, log: { info: line, warn: line, error: line }, metrics } as unknown as Runtime;
    const handler = create(runtime, { MESSAGE_MAX_FAULTS: '5' });
    consume = async (Records) => {
      const answer: SQSBatchResponse = await handler({ Records }, {} as Context);
      return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    };
  });
  afterAll(async () => {
    await shards.close();
    await database.drop();
  });
  const empty = () => Promise.all(shards.all.map(({ pool }) => emptyModels(pool)));

  test('they are what the pure fold gives, and the same on any number of shards', async () => {
    await empty();
    expect(await consume(facts.map((fact) => delivered(fact)))).toEqual([]);
    const rows = (await lines(shards)).map((line) => JSON.parse(line));
    const read = facts.map(({ detailType, detail }) => factOf(detailType, detail));
    const expected: Record<string, object[]> = {
      'account-activity': read.flatMap((fact) => activityOf(fact) ?? []),
      'transfer-status': statusesOf(read).map(({ outcome, outcomeReason: reason, ...status }) => ({
        ...status,
        reason,
        status: outcome ?? (status.debitedAt ? 'Debited' : 'Accepted'),
      })),
      fact: read.map(factRow),
    };
    for (const [model, those] of Object.entries(expected)) {
      const found = rows.filter((row) => row.model === model).map(({ model: _, ...row }) => row);
      expect(found).toHaveLength(those.length);
      expect(found).toEqual(expect.arrayContaining(those));
    }
    expect(
      rows.find(({ transferId, model }) => model === 'transfer-status' && transferId === contradictingId),
    ).toMatchObject({
      status: 'Rejected',
      needsAttentionAt: '2026-11-23T09:30:06.000Z',
      acceptedAt: null,
    });
    onOneShard ??= await lines(shards);
    expect(await lines(shards)).toEqual(onOneShard);
  });

  test(`in any order, with copies, in batches of any size, two at a time (TEST_SEED=${seed})`, async () => {
    await empty();
    await consume(facts.map((fact) => delivered(fact)));
    const expected = await lines(shards);
    const deliveries = fc.record({
      order: fc.shuffledSubarray(facts, { minLength: facts.length }),
      copies: fc.array(fc.record({ fact: fc.constantFrom(...facts), at: fc.nat() }), { maxLength: 40 }),
      cuts: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
      replayed: fc.boolean(),
    });
    const property = fc.asyncProperty(deliveries, async ({ order, copies, cuts, replayed }) => {
      const all = [...order];
      for (const { fact, at } of copies) all.splice(at % (all.length + 1), 0, fact);
      await empty();
      const batches: SampleFact[][] = [];
      for (let cut = 0; all.length > 0; cut += 1) batches.push(all.splice(0, cuts[cut % cuts.length]));
      for (let at = 0; at < batches.length; at += 2) {
        const pair = batches.slice(at, at + 2);
        const answers = await Promise.all(
          pair.map((batch) => consume(batch.map((fact) => delivered(fact, replayed ? 'a-replay' : undefined)))),
        );
        expect(answers.flat()).toEqual([]);
      }
      expect(await lines(shards)).toEqual(expected);
    });
    await fc.assert(property, { seed, numRuns: 25 });
    expect(logged).toEqual([]);
  });

  test('a digest is that of the dump', async () => {
    const all = await lines(shards);
    const counted = await digest(shards);
    expect(counted.sha256).toBe(
      createHash('sha256')
        .update(all.map((line) => `${line}\n`).join(''))
        .digest('hex'),
    );
    expect(counted.facts).toBe(facts.length);
    expect(counted.facts + counted.transferStatus + counted.accountActivity).toBe(all.length);
  });

  test('a replay is counted: new and known facts, copies in one batch included', async () => {
    await empty();
    const [first, second, third] = facts as [SampleFact, SampleFact, SampleFact];
    await consume([delivered(first)]);
    await consume([delivered(first, 'r'), delivered(second, 'r'), delivered(second, 'r'), delivered(third)]);
    await consume([delivered(second, 'r'), delivered(third, 's')]);
    const tally = async (replay: string) => {
      const each = await Promise.all(shards.all.map(({ pool }) => readCounter(pool, replay, 'projections')));
      return [each.reduce((sum, { added }) => sum + added, 0n), each.reduce((sum, { known }) => sum + known, 0n)];
    };
    expect(await tally('r')).toEqual([1n, 3n]);
    expect(await tally('s')).toEqual([0n, 1n]);
  });

  test('a message that is not a fact leaves at once, one that the database refuses in the end; all others are done', async () => {
    await empty();
    const [fact, other] = facts as [SampleFact, SampleFact];
    const unreadable = { ...delivered(fact), body: '{}' };
    // The contract accepts the year 0; PostgreSQL does not.
    const poison = delivered({
      ...fact,
      detail: { ...fact.detail, eventId: contradictingId, occurredAt: '0000-01-01T00:00:00.000Z' },
    });
    const counts = () => [metrics.counts.MessageFailed ?? 0, metrics.counts.MessageParked ?? 0] as const;
    const [failed, parked] = counts();
    expect(await consume([delivered(fact), unreadable, poison, delivered(other)])).toEqual([poison.messageId]);
    expect((await digest(shards)).facts).toBe(2);
    expect(logged.splice(0)).toContain('a message is not a fact and is a dead letter now');
    for (let receive = 2; receive <= 4; receive++) expect(await consume([poison])).toEqual([poison.messageId]);
    expect(await consume([poison])).toEqual([]);
    expect(counts()).toEqual([failed + 4, parked + 2]);
    logged.splice(0);
  });

  test('a fact of a newer version waits for that version; what only that one knows is left out', async () => {
    await empty();
    const [fact, other] = facts as [SampleFact, SampleFact];
    const withMore = delivered({ ...fact, detail: { ...fact.detail, epoch: 2, origin: { more: true } } });
    const newer = [
      delivered({ ...other, detail: { ...other.detail, schemaVersion: 2, amount: { minorUnits: 1 } } }),
      delivered({ ...other, detailType: 'HoldPlaced' }),
    ];
    const ids = newer.map(({ messageId }) => messageId).sort();
    for (let receive = 1; receive <= 20; receive++) expect((await consume([withMore, ...newer])).sort()).toEqual(ids);
    expect((await digest(shards)).facts).toBe(1);
    logged.splice(0);
  });

  test('a database that does not answer fails the batch with one try', async () => {
    const gone = await Shards.open(database.projectionsUrls);
    await gone.close();
    const faults: string[] = [];
    const log = { info() {}, warn() {}, error: (message: string) => faults.push(message) };
    const records = facts.slice(0, 20).map((fact) => delivered(fact));
    const runtime = { shards: gone, log, metrics: new MemoryMetrics() };
    const answer = await create(runtime as unknown as Runtime, { MESSAGE_MAX_FAULTS: '5' })(
      { Records: records },
      {} as Context,
    );
    expect(answer.batchItemFailures).toHaveLength(20);
    expect(runtime.metrics.counts.MessageFailed).toBe(20);
    expect(faults.length).toBeLessThanOrEqual(count);
  });
});
