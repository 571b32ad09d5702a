/**
 * One consumer for the three FIFO queues: reads a batch of commands, lets `work` do them all at once, and where that fails does
 * them one by one, so that one poison item does not hold back nine good ones.
 * Order within a group: after an item that failed, the rest of its group is reported failed too and comes again after it.
 */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Contract, parse } from '../../events/index.ts';
import type { Handler } from './lambda.ts';
import { faultFields, type Log } from './log.ts';
import type { Runtime } from './runtime.ts';

interface Item<Command> {
  readonly messageId: string;
  readonly group: string;
  readonly command: Command | undefined;
}

/** @param work does commands in their order; must be idempotent, and throws only for faults (never for a refusal). */
export function consumeFifo<Command>(
  contract: Contract & { readonly example: Command },
  work: (commands: readonly Command[]) => Promise<void>,
  { log, metrics }: Pick<Runtime, 'log' | 'metrics'>,
): Handler<SQSEvent, SQSBatchResponse> {
  return async ({ Records }) => {
    const items = Records.map((record) => readItem(contract, record, log));
    const failed = withRestOfGroup(items, (item) => item.command === undefined);
    const sound = items.filter((item) => !failed.has(item.messageId));
    try {
      await work(commandsOf(sound));
    } catch (fault) {
      log.warn('a batch failed and is done one by one', {
        command: contract.name,
        items: sound.length,
        ...faultFields(fault),
      });
      for (const id of await oneByOne(sound, work, log)) failed.add(id);
    }
    if (failed.size > 0) metrics.count('MessageFailed', failed.size);
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function readItem<Command>(
  contract: Contract & { readonly example: Command },
  record: SQSRecord,
  log: Log,
): Item<Command> {
  const parsed = parse(contract, parseJson(record.body));
  if (!parsed.ok) {
    log.error('a message is not a command and goes to the dead-letter queue', {
      command: contract.name,
      messageId: record.messageId,
      violations: parsed.violations.slice(0, 20).map(({ path, rule }) => `${path}: ${rule}`),
    });
  }
  return {
    messageId: record.messageId,
    group: record.attributes.MessageGroupId ?? record.messageId,
    command: parsed.ok ? (parsed.value as Command) : undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Message ids of the items that `broken` picks and of all that follow them in their groups. */
function withRestOfGroup<Command>(
  items: readonly Item<Command>[],
  broken: (item: Item<Command>) => boolean,
): Set<string> {
  const blocked = new Set<string>();
  const failed = new Set<string>();
  for (const item of items) {
    if (broken(item)) blocked.add(item.group);
    if (blocked.has(item.group)) failed.add(item.messageId);
  }
  return failed;
}

async function oneByOne<Command>(
  items: readonly Item<Command>[],
  work: (commands: readonly Command[]) => Promise<void>,
  log: Log,
): Promise<Set<string>> {
  const blocked = new Set<string>();
  const failed = new Set<string>();
  for (const item of items) {
    if (!blocked.has(item.group)) {
      try {
        await work(commandsOf([item]));
        continue;
      } catch (fault) {
        log.error('a command failed and is delivered again', { messageId: item.messageId, ...faultFields(fault) });
        blocked.add(item.group);
      }
    }
    failed.add(item.messageId);
  }
  return failed;
}

function commandsOf<Command>(items: readonly Item<Command>[]): Command[] {
  return items.flatMap(({ command }) => (command === undefined ? [] : [command]));
}
