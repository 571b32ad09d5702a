import type { Json, Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import type { Status } from '../engine/execution.ts';
import { startOrder } from '../engine/keys.ts';
import type { Machine } from '../engine/machine.ts';
import { executionArn } from '../engine/records.ts';
import { invalidArn, validation } from './errors.ts';
import { machineOf } from './names.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { Request } from './request.ts';

/** In AWS's order, which its error repeats. */
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

/** A page is cut short, with a token, rather than look at more executions than these for the few of a status. */
const mostLookedAt = 10_000;

interface Entry {
  readonly order: string;
  readonly status: Status;
  readonly stopMs?: number | undefined;
}

/** Newest first: those that run, from memory, and those that ended, from the store, in one order. */
export const listExecutions =
  (engine: Engine): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.string('stateMachineArn', { least: 1, most: 256 });
    const status = request.oneOf('statusFilter', statuses);
    const redriven = request.oneOf('redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']) === 'REDRIVEN';
    const size = request.pageSize();
    const token = request.string('nextToken', { least: 1, most: 3096 });
    request.check();
    if (request.raw('mapRunArn') !== undefined) throw validation('The local cloud does not support Map Runs');
    if (arn === undefined) throw invalidArn('Must specify a State Machine ARN or a Map Run ARN');
    if (status === 'PENDING_REDRIVE')
      throw validation('The statusFilter PENDING_REDRIVE is only supported with mapRunArn');
    const machine = machineOf(engine, arn);
    const list = `executions/${machine.id}/${status ?? ''}/${redriven}`;
    const before = readPageToken<string>(token, list, 'string');
    if (redriven) return { executions: [] };
    const { entries, last } = await page(merged(engine, machine, before), size, status);
    return {
      executions: entries.map((entry) => present(machine, entry)),
      ...(last === undefined ? {} : { nextToken: writePageToken(list, last) }),
    };
  };

/** Up to `size` entries of the status; `last` where there may be more. */
async function page(all: AsyncGenerator<Entry>, size: number, status: Status | undefined) {
  const entries: Entry[] = [];
  let lookedAt = 0;
  let last: string | undefined;
  for await (const entry of all) {
    if (entries.length === size || lookedAt === mostLookedAt) return { entries, last };
    if (status === undefined || entry.status === status) entries.push(entry);
    lookedAt++;
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
