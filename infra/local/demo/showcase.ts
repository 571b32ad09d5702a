/** Plays the scenes on a running system and says of each whether it ended as it must. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { LambdaHost } from '@zeroloss/local-cloud';
import { fromMinorUnits } from '../../../services/domain/money.ts';
import { changeStatus, findAccount, openAccount } from '../../../services/ledger/accounts.ts';
import { readOpening } from '../../../services/ledger/opening.ts';
import type { System } from '../system.ts';
import { waitFor } from '../wait-for.ts';
import { type Ending, followRefusal, followTransfer } from './outcome.ts';
import { accounts, requester, type Scene } from './scenes.ts';

export interface ScenarioResult {
  readonly title: string;
  readonly transferId: string;
  readonly events: number;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly milliseconds: number;
  readonly asItMustBe: boolean;
}

/** A system to play on; consumers can be down only where there is a host. */
export type Stage = Pick<System, 'clients' | 'shards'> & { readonly host?: Pick<LambdaHost, 'pause' | 'resume'> };

/** Above the workflow's time-outs on any target, which one scene waits for. */
const timeoutMs = 180_000;

export async function openAccounts({ shards }: Pick<Stage, 'shards'>): Promise<void> {
  for (const { id, balance, frozen } of accounts) {
    const read = readOpening({ id, currency: 'EUR', balance, overdraft: '0.00' });
    if (!read.ok) throw new Error(`account ${id} of the demo is wrong`);
    const opened = await openAccount(shards, read.opening);
    if (!opened.ok) throw new Error(opened.message);
    if (frozen) await changeStatus(shards, id, 'freeze');
  }
}

/** Decimal strings by account. */
export async function balances({ shards }: Pick<Stage, 'shards'>): Promise<Map<string, string>> {
  const found = await Promise.all(accounts.map(({ id }) => findAccount(shards, id)));
  return new Map(
    found.flatMap((account) => (account ? [[account.id, fromMinorUnits(account.balance, account.currency)]] : [])),
  );
}

export async function play(system: Stage, scene: Scene): Promise<ScenarioResult> {
  if (scene.down) await system.host?.pause(scene.down);
  const began = performance.now();
  await publish(system, scene);
  const ending = await follow(system, scene);
  const milliseconds = Math.round(performance.now() - began);
  const { asItMustBe } = verdict(scene, ending);
  const after = scene.down ? await comeBack(system, scene, scene.down) : ending;
  return {
    title: scene.title,
    transferId: ending.transferId,
    events: scene.details.length,
    outcome: ending.outcome,
    reasons: ending.reasons,
    milliseconds,
    asItMustBe: asItMustBe && verdict(scene, after).asItMustBe,
  };
}

function verdict({ expected }: Scene, { outcome, reasons }: Ending): { asItMustBe: boolean } {
  return { asItMustBe: outcome === expected.outcome && reasons.join() === [...expected.reasons].sort().join() };
}

async function publish({ clients }: Stage, { details }: Scene): Promise<void> {
  const Entries = details.map((detail) => ({
    EventBusName: 'zeroloss',
    Source: 'demo',
    DetailType: 'TransferRequested',
    Detail: JSON.stringify(detail),
  }));
  const { FailedEntryCount } = await clients.events.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken by the bus`);
}

function follow({ shards }: Stage, { details, expected }: Scene): Promise<Ending> {
  const key = { requester, idempotencyKey: String(details[0]?.idempotencyKey) };
  return expected.outcome === 'Refused'
    ? followRefusal(shards, key, timeoutMs)
    : followTransfer(shards, key, timeoutMs);
}

/** The consumer is up again and finds its late message; what it does with it must change nothing. */
async function comeBack(system: Stage, scene: Scene, functionName: string): Promise<Ending> {
  const { sqs } = system.clients;
  system.host?.resume(functionName);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${functionName}.fifo` }));
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  await waitFor(timeoutMs, `${functionName} did not empty its queue`, async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.every((name) => Attributes[name] === '0') ? true : undefined;
  });
  return follow(system, scene);
}
