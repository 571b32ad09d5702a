/** Under any sequence of operations and kills a FIFO queue keeps each group's order and loses nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqsDriver } from '../testing/sqs-driver.ts';

const groups = ['a', 'b', 'c'] as const;

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), group: fc.constantFrom(...groups) }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('receive' as const), limit: fc.integer({ min: 1, max: 10 }) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), pick: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), pick: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 15_000 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
  ),
  { maxLength: 40 },
);

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

interface Held {
  readonly body: string;
  readonly handle: string;
  readonly untilMs: number;
}

class Model {
  /** Bodies that are in the queue, by group, oldest first. */
  readonly queued: Record<string, string[]> = { a: [], b: [], c: [] };
  held: Held[] = [];
  sent = 0;

  /** Each group's part must be its oldest messages, and end before the first of the group that is in flight. */
  received(bodies: readonly string[], nowMs: number): void {
    const inFlight = new Set(this.held.flatMap(({ body, untilMs }) => (untilMs > nowMs ? [body] : [])));
    for (const group of groups) {
      const part = bodies.filter((body) => body.startsWith(group));
      expect(part).toEqual(this.queued[group]?.slice(0, part.length));
      for (const body of part) expect(inFlight).not.toContain(body);
    }
  }

  deleted(body: string): void {
    const group = this.queued[body.charAt(0)] ?? [];
    group.splice(group.indexOf(body), 1);
  }
}

async function play(script: readonly Step[]): Promise<void> {
  let sqs = await SqsDriver.open();
  const QueueUrl = sqs.queue('q.fifo', { VisibilityTimeout: '10' });
  const model = new Model();
  const now = () => sqs.context.clock.now();
  const receive = (limit: number) => {
    const messages = sqs.receive(QueueUrl, { MaxNumberOfMessages: limit });
    model.received(
      messages.map(({ Body }) => Body),
      now(),
    );
    const held = messages.map(({ Body, ReceiptHandle }) => ({
      body: Body,
      handle: ReceiptHandle,
      untilMs: now() + 10_000,
    }));
    model.held = [...model.held.filter(({ untilMs }) => untilMs > now()), ...held];
  };
  const pick = (index: number) => model.held.splice(index % Math.max(1, model.held.length), 1)[0];
  const remove = (held: Held | undefined) => {
    if (!held || held.untilMs <= now()) return;
    sqs.call('DeleteMessage', { QueueUrl, ReceiptHandle: held.handle });
    model.deleted(held.body);
  };
  for (const step of script) {
    if (step.do === 'send') {
      const body = `${step.group}${model.sent++}`;
      sqs.sendTo(QueueUrl, step.group, body);
      model.queued[step.group]?.push(body);
    } else if (step.do === 'receive') receive(step.limit);
    else if (step.do === 'delete') remove(pick(step.pick));
    else if (step.do === 'release') {
      const held = pick(step.pick);
      const change = { QueueUrl, ReceiptHandle: held?.handle, VisibilityTimeout: 0 };
      if (held && held.untilMs > now()) sqs.call('ChangeMessageVisibility', change);
    } else if (step.do === 'wait') await sqs.context.clock.advance(step.ms);
    else if (step.do === 'flush') await sqs.context.store.flushed();
    else sqs = await sqs.restart();
  }
  await sqs.context.clock.advance(10_000);
  for (let left = model.sent; left > 0; left--) {
    receive(10);
    for (const held of model.held.splice(0)) remove(held);
  }
  expect(Object.values(model.queued).flat()).toEqual([]);
  expect(sqs.counts(QueueUrl)).toEqual([0, 0, 0]);
  await sqs.context.clock.advance(400_000); // the deduplication ids expire too
  expect(await keysOf(sqs)).toEqual(['clock', 'sqs/order', 'sqs/queue/q.fifo']);
  sqs.sqs.close();
}

async function keysOf({ context }: SqsDriver): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of context.store.range({})) keys.push(key);
  return keys;
}

test('order, blocking, completeness, and nothing left behind', async () => {
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: 150 }); // prints its seed when it fails
});
