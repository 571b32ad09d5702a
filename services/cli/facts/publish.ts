/** Publishes the ledger's facts again. */
import { setTimeout as wait } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { EventMessage } from '../../outbox/message.ts';
import { type Publisher, publishEvents } from '../../outbox/publish-events.ts';
import { type FactsWanted, ledgerFacts } from '../../replay/ledger-facts.ts';
import { readUuid } from '../arguments.ts';
import { CliError, invalidInput } from '../cli-error.ts';
import { clientConfig } from '../endpoint.ts';
import { interruptible } from '../interrupt.ts';
import type { Io } from '../io.ts';
import type { Output } from '../output.ts';
import { progressLine } from '../progress.ts';
import { readTime } from '../replay/read-time.ts';
import { withRunningSystem } from '../running-system.ts';

export interface PublishOptions {
  readonly from?: string;
  readonly to?: string;
  readonly transfer?: string;
  readonly dryRun?: boolean;
}

export interface Published {
  readonly dryRun: boolean;
  readonly facts: number;
  /** By the name of the fact. */
  readonly byName: Readonly<Record<string, number>>;
}

const eventBusName = 'zeroloss';

/** The bus may refuse some of them for a while (throttling): 0.2 s, 0.4 s, ... up to a minute altogether. */
const maxTries = 9;

export async function factsPublish(io: Io, options: PublishOptions): Promise<Output> {
  const wanted = wantedOf(options);
  const dryRun = options.dryRun ?? false;
  const published = await withRunningSystem(io, async (system) => {
    const audit = await system.audit();
    const events = new EventBridgeClient(clientConfig(system.runtime.endpoint));
    const publish = (facts: readonly EventMessage[], interrupted: AbortSignal) =>
      dryRun ? Promise.resolve() : publishAll({ events, config: { eventBusName } }, facts, interrupted);
    try {
      return await interruptible(io, (interrupted) => eachPage(io, ledgerFacts(audit, wanted), publish, interrupted));
    } finally {
      events.destroy();
    }
  });
  const json: Published = { dryRun, ...published };
  return { json, text: () => publishedText(json) };
}

function wantedOf({ from, to, transfer }: PublishOptions): FactsWanted {
  const wanted: FactsWanted = {
    from: from === undefined ? undefined : readTime('--from', from),
    to: to === undefined ? undefined : readTime('--to', to),
    transferId: transfer === undefined ? undefined : readUuid('transfer id', transfer),
  };
  if (wanted.from && wanted.to && wanted.from >= wanted.to)
    throw invalidInput(`--from is ${wanted.from.toISOString()}; it must be before --to, ${wanted.to.toISOString()}`);
  return wanted;
}

type Counts = Pick<Published, 'facts' | 'byName'>;

/** @throws CliError Interrupted, PublishFailed */
async function eachPage(
  io: Io,
  pages: AsyncIterable<EventMessage[]>,
  publish: (facts: readonly EventMessage[], interrupted: AbortSignal) => Promise<void>,
  interrupted: AbortSignal,
): Promise<Counts> {
  const line = progressLine(io);
  const byName: Record<string, number> = {};
  let facts = 0;
  try {
    for await (const page of pages) {
      if (interrupted.aborted)
        throw new CliError('Interrupted', `it stopped after ${facts} facts; run the command again for the rest`);
      await publish(page, interrupted);
      facts += page.length;
      for (const { payload } of page) byName[payload.detailType] = (byName[payload.detailType] ?? 0) + 1;
      line.show(`${facts} facts`);
    }
  } finally {
    line.clear();
  }
  return { facts, byName };
}

/** @throws CliError PublishFailed */
async function publishAll(
  publisher: Publisher,
  facts: readonly EventMessage[],
  interrupted: AbortSignal,
): Promise<void> {
  let left = facts;
  for (let attempt = 1; left.length > 0; attempt++) {
    const deliveries = await publishEvents(publisher, left);
    const failed = new Map(
      deliveries.filter(({ result }) => result === 'failed').map(({ id, error = '' }) => [id, error]),
    );
    left = left.filter(({ id }) => failed.has(id));
    if (left.length === 0) return;
    if (attempt === maxTries || interrupted.aborted) {
      const [reason] = failed.values();
      throw new CliError(
        'PublishFailed',
        `the bus did not take ${left.length} facts (${reason}); run the command again when it does`,
      );
    }
    await wait(100 * 2 ** attempt, undefined, { signal: interrupted }).catch(() => {});
  }
}

async function publishedText({ dryRun, facts, byName }: Published): Promise<string> {
  const { table } = await import('../table.ts');
  const verdict = dryRun ? `${facts} facts would be published.` : `${facts} facts were published again.`;
  if (facts === 0) return verdict;
  const counts = table(Object.entries(byName).sort(), [
    { title: 'fact', of: ([name]) => name },
    { title: 'events', of: ([, count]) => String(count), right: true },
  ]);
  return `${counts}\n\n${verdict}`;
}
