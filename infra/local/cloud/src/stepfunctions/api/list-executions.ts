import { oneOf, refused } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import { readPageToken, writePageToken } from '../../core/pages.ts';
import type { Json } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Status } from '../engine/execution.ts';
import { startOrder } from '../engine/keys.ts';
import type { Machine } from '../engine/machine.ts';
import { executionArn } from '../engine/records.ts';
import { invalidArn, invalidToken, validation } from './errors.ts';
import { arn, pageSize, paging } from './fields.ts';
import { machineOf } from './names.ts';
import type { StatesState } from './state.ts';

/** A page ends early, with a token, after this many executions: few of them may have the status. */
const maxVisited = 10_000;

interface Entry {
  readonly order: string;
  readonly status: Status;
  readonly stopMs?: number | undefined;
}

const fields = {
  stateMachineArn: arn,
  statusFilter: oneOf('SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'),
  mapRunArn: refused('Map Runs', () => validation('The local cloud does not support Map Runs')),
  redriveFilter: oneOf('REDRIVEN', 'NOT_REDRIVEN'),
  ...paging(3096),
};

/** Newest first: running executions from memory and ended ones from the store, in one order. */
export const listExecutions = operation(fields, async (input, { engine }: StatesState) => {
  const { stateMachineArn, statusFilter: status } = input;
  if (stateMachineArn === undefined) throw invalidArn('Must specify a State Machine ARN or a Map Run ARN');
  if (status === 'PENDING_REDRIVE') {
    throw validation('The statusFilter PENDING_REDRIVE is only supported with mapRunArn');
  }
  const machine = machineOf(engine, stateMachineArn);
  const redriven = input.redriveFilter === 'REDRIVEN';
  const list = `executions/${machine.id}/${status ?? ''}/${redriven}`;
  const before = readPageToken<string>(input.nextToken, list, 'string', invalidToken);
  if (redriven) return { executions: [] };
  const { entries, last } = await page(merged(engine, machine, before), pageSize(input.maxResults), status);
  return {
    executions: entries.map((entry) => present(machine, entry)),
    ...(last === undefined ? {} : { nextToken: writePageToken(list, last) }),
  };
});

/** Up to `size` entries of the status, and `last` if there may be more. */
async function page(all: AsyncGenerator<Entry>, size: number, status: Status | undefined) {
  const entries: Entry[] = [];
  let visited = 0;
  let last: string | undefined;
  for await (const entry of all) {
    if (entries.length === size || visited === maxVisited) return { entries, last };
    if (status === undefined || entry.status === status) entries.push(entry);
    visited++;
    last = entry.order;
  }
  return { entries, last: undefined };
}

async function* merged(engine: Engine, machine: Machine, before: string | undefined): AsyncGenerator<Entry> {
  const running = engine
    .runningOf(machine)
    .map(({ startMs, name }): Entry => ({ order: startOrder(startMs, name), status: 'RUNNING' }))
    .filter(({ order }) => before === undefined || order < before)
    .toSorted((left, right) => (left.order < right.order ? -1 : 1));
  for await (const ended of engine.archive.list(machine.id, before)) {
    for (let newest = running.at(-1); newest && newest.order > ended.order; newest = running.at(-1)) {
      running.pop();
      yield newest;
    }
    if (running.at(-1)?.order === ended.order) running.pop(); // it ended while the list was read
    yield ended;
  }
  yield* running.toReversed();
}

function present(machine: Machine, { order, status, stopMs }: Entry): Json {
  const slash = order.indexOf('/');
  const name = order.slice(slash + 1);
  return {
    executionArn: executionArn(machine, name),
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: Number(order.slice(0, slash)) / 1000,
    ...(stopMs === undefined ? {} : { stopDate: stopMs / 1000 }),
    redriveCount: 0,
  };
}
