/** Plays the scenarios on a running system and checks how each ends. */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { LambdaHost } from '@zeroloss/local-cloud';
import { fromMinorUnits } from '../../../services/domain/money.ts';
import { changeStatus, findAccount, openAccount } from '../../../services/ledger/accounts.ts';
import { readOpening } from '../../../services/ledger/opening.ts';
import type { System } from '../system.ts';
import { waitFor } from '../wait-for.ts';
import { type Ending, followRefusal, followTransfer } from './outcome.ts';
import { accounts, requester, type Scenario } from './scenarios.ts';

export interface ScenarioResult {
  readonly title: string;
  readonly transferId: string;
  readonly events: number;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly milliseconds: number;
  readonly passed: boolean;
}

/** A system to play on. A scenario with a function that is down needs the host. */
export type Stage = Pick<System, 'clients' | 'shards'> & { readonly host?: Pick<LambdaHost, 'pause' | 'resume'> };

/** Longer than the workflow's time-outs on any target: one scenario waits for them. */
const timeoutMs = 180_000;

export async function openAccounts({ shards }: Pick<Stage, 'shards'>): Promise<void> {
  for (const { id, balance, frozen } of accounts) {
    const read = readOpening({ id, currency: 'EUR', balance, overdraft: '0.00' });
    if (!read.ok) throw new Error(`account ${id} of the demo is invalid`);
    const opened = await openAccount(shards, read.opening);
    if (!opened.ok) throw new Error(opened.message);
    if (frozen) await changeStatus(shards, id, 'freeze');
  }
}

/** Balances by account, as decimal strings. */
export async function balances({ shards }: Pick<Stage, 'shards'>): Promise<Map<string, string>> {
  const found = await Promise.all(accounts.map(({ id }) => findAccount(shards, id)));
  return new Map(
    found.flatMap((account) => (account ? [[account.id, fromMinorUnits(account.balance, account.currency)]] : [])),
  );
}

export async function play(system: Stage, scenario: Scenario): Promise<ScenarioResult> {
  if (scenario.down) await system.host?.pause(scenario.down);
  const began = performance.now();
  await publish(system, scenario);
  const ending = await follow(system, scenario);
  const milliseconds = Math.round(performance.now() - began);
  const after = scenario.down ? await comeBack(system, scenario, scenario.down) : ending;
  return {
    title: scenario.title,
    transferId: ending.transferId,
    events: scenario.details.length,
    outcome: ending.outcome,
    reasons: ending.reasons,
    milliseconds,
    passed: meets(scenario, ending) && meets(scenario, after),
  };
}

function meets({ expected }: Scenario, { outcome, reasons }: Ending): boolean {
  return outcome === expected.outcome && reasons.join() === [...expected.reasons].sort().join();
}

async function publish({ clients }: Stage, { details }: Scenario): Promise<void> {
  const Entries = details.map((detail) => ({
    EventBusName: 'zeroloss',
    Source: 'demo',
    DetailType: 'TransferRequested',
    Detail: JSON.stringify(detail),
  }));
  const { FailedEntryCount } = await clients.events.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not accepted by the bus`);
}

function follow({ shards }: Stage, { details, expected }: Scenario): Promise<Ending> {
  const key = { requester, idempotencyKey: String(details[0]?.idempotencyKey) };
  return expected.outcome === 'Refused'
    ? followRefusal(shards, key, timeoutMs)
    : followTransfer(shards, key, timeoutMs);
}

/** The function is up again and handles its late message, which must change nothing. @returns how the transfer stands then */
async function comeBack(system: Stage, scenario: Scenario, functionName: string): Promise<Ending> {
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
  return follow(system, scenario);
}
