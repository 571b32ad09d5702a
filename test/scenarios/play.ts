/**
 * Plays many scenarios side by side, each with its own accounts: step n of all of them, then step n + 1. The commands of a step go
 * through the services in batches, as SQS would deliver them, and after each step every scenario is compared with the model.
 */
import { vi } from 'vitest';
import type { TransferOrder } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { debit } from '../../services/debit/debit.ts';
import type { StepCommand } from '../../services/ledger/command.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { commandFor, orderFor, type TestAccount, type TestLedger, type TestRuntime } from '../support/ledger.ts';
import { amount, ExpectedTransfer, startBalance } from './expected.ts';
import { observe } from './observed.ts';
import { type Command, nameOf, type Scenario, type Status, type Step } from './orders.ts';

export interface Played {
  readonly name: string;
  readonly order: TransferOrder;
  readonly expected: ExpectedTransfer;
}

interface Playing extends Played {
  readonly scenario: Scenario;
  /** Answers that are due, by token. */
  readonly answers: Map<string, string>;
}

/** @param label unique within the ledger. @returns the scenarios as played, and every difference from the model. */
export async function play(
  ledger: TestLedger,
  scenarios: readonly Scenario[],
  { batchSize, label }: { readonly batchSize: number; readonly label: string },
): Promise<{ played: Played[]; differences: string[] }> {
  const playing = scenarios.map((scenario, index) => begin(scenario, `${label}-${index}`));
  await ledger.openAccounts(playing.flatMap(({ scenario, order }) => accountsOf(scenario, order)));
  await ledger.accept(playing.map(({ order }) => order));
  const dying = await dyingBetweenHalves(ledger);
  const maxSteps = Math.max(...scenarios.map(({ steps }) => steps.length));
  const differences: string[] = [];
  for (let position = 0; position < maxSteps; position += 1) {
    await takeStep(ledger, dying, playing, position, batchSize);
    differences.push(...(await compare(ledger, playing, position)));
  }
  return { played: playing, differences: [...differences, ...compareAnswers(ledger, playing)] };
}

function begin(scenario: Scenario, key: string): Playing {
  const order = orderFor(key, { fromAccount: `from-${key}`, toAccount: `to-${key}`, amount: '1.00' });
  return { name: nameOf(scenario), scenario, order, expected: new ExpectedTransfer(scenario), answers: new Map() };
}

function accountsOf({ source, destination }: Scenario, { fromAccount, toAccount }: TransferOrder): TestAccount[] {
  const from = { id: fromAccount, status: statusOf(source), balance: source === 'poor' ? amount - 1n : startBalance };
  const to = { id: toAccount, status: statusOf(destination), balance: startBalance };
  return [...(source === 'missing' ? [] : [from]), ...(destination === 'missing' ? [] : [to])];
}

function statusOf(beginning: Status | 'poor' | 'missing'): Status {
  return beginning === 'poor' || beginning === 'missing' ? 'open' : beginning;
}

/** A process on the same databases whose rollbacks end after their first half is committed. */
async function dyingBetweenHalves(ledger: TestLedger): Promise<TestRuntime> {
  const runtime = await ledger.another();
  const group = runtime.shards.group.bind(runtime.shards);
  vi.spyOn(runtime.shards, 'group').mockImplementation((items, idOf) => {
    const bySource = items.some(
      (item) =>
        typeof item === 'object' &&
        item !== null &&
        'terms' in item &&
        idOf(item) === (item as StepCommand).terms.fromAccount,
    );
    if (bySource) throw new Error('the process died');
    return group(items, idOf);
  });
  return runtime;
}

const work: Record<Command, (runtime: TestRuntime, commands: readonly StepCommand[]) => Promise<void>> = {
  debit,
  credit,
  rollback,
  halfRollback: (dying, commands) =>
    rollback(dying, commands).catch((fault: Error) => {
      if (fault.message !== 'the process died') throw fault;
    }),
};

async function takeStep(
  ledger: TestLedger,
  dying: TestRuntime,
  playing: readonly Playing[],
  position: number,
  size: number,
) {
  const byKind = new Map<Step, Playing[]>();
  for (const one of playing) {
    const step = one.scenario.steps[position];
    if (step) byKind.set(step, [...(byKind.get(step) ?? []), one]);
  }
  await Promise.all(
    [...byKind].map(async ([step, ones]) => {
      if (!isCommand(step)) return changeStatus(ledger, step, ones);
      const runtime = step === 'halfRollback' ? dying : ledger.runtime;
      const commands = ones.map((one) => commandOf(one, step, position));
      for (const batch of chunks(commands, size)) await work[step](runtime, batch);
    }),
  );
}

/** In every second scenario duplicates have the token of the first delivery; in the others each has its own. */
function commandOf({ order, expected, answers }: Playing, step: Command, position: number): StepCommand {
  const kind = step === 'halfRollback' ? 'rollback' : step;
  const redelivered = Number.parseInt(order.transferId.slice(0, 2), 16) % 2 === 0;
  const token = `${order.transferId} ${kind}${redelivered ? '' : ` ${position}`}`;
  const answer = expected.take(step);
  if (answer) answers.set(token, answer);
  return commandFor(order, token);
}

async function changeStatus(ledger: TestLedger, step: Step, ones: readonly Playing[]): Promise<void> {
  const [side, status = ''] = step.split(' ');
  for (const { expected } of ones) expected.take(step);
  await ledger.setStatus(
    ones.map(({ order }) => ({ id: side === 'source' ? order.fromAccount : order.toAccount, status })),
  );
}

async function compare(ledger: TestLedger, playing: readonly Playing[], position: number): Promise<string[]> {
  const observed = await observe(
    ledger,
    playing.map(({ order }) => order),
  );
  return playing.flatMap(({ name, expected }, index) =>
    observed[index] === expected.state
      ? []
      : [`${name}, step ${position}: ${observed[index]} and not ${expected.state}`],
  );
}

/** Every token was answered, once, with what the model says. */
function compareAnswers({ cloud }: TestLedger, playing: readonly Playing[]): string[] {
  const given = cloud.answersByToken();
  return playing.flatMap(({ name, answers }) =>
    [...answers].flatMap(([token, answer]) => {
      const got = given.get(token) ?? [];
      return got.length === 1 && got[0] === answer
        ? []
        : [`${name}: answered ${JSON.stringify(got)} and not ${answer}`];
    }),
  );
}

function isCommand(step: Step): step is Command {
  return step in work;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
