/** Keeps the running executions: their timers, their task tokens and their records in the store. */
import { wallLead } from '../../core/clock.ts';
import type { CloudContext } from '../../core/context.ts';
import { prefixed } from '../../core/store.ts';
import { StateFailure } from '../failures.ts';
import type { Payload } from '../json/payload.ts';
import { Archive } from './archive.ts';
import type { Execution } from './execution.ts';
import { begin, endWait, failTask, retryTask, stop, succeedTask } from './interpreter.ts';
import { keys, startOrder } from './keys.ts';
import type { Machine } from './machine.ts';
import { Machines } from './machines.ts';
import { newExecution, readRunning, writeEnded, writeHistory, writeListed, writeRunning } from './records.ts';
import type { SqsSender } from './send-message.ts';
import type { EngineDependencies } from './step.ts';

export interface NewExecution {
  readonly name: string;
  readonly input: Payload;
  readonly traceHeader?: string | undefined;
}

export class Engine {
  readonly machines: Machines;
  readonly archive: Archive;
  readonly context: CloudContext;
  readonly #deps: EngineDependencies;
  /** By state machine's id and execution's name. */
  readonly #running = new Map<string, Execution>();
  readonly #byToken = new Map<string, Execution>();
  #closed = false;

  private constructor(context: CloudContext, sqs: SqsSender, machines: Machines) {
    this.context = context;
    this.machines = machines;
    this.archive = new Archive(context.store);
    this.#deps = { context, sqs };
  }

  /** Resumes the executions of the store, with timers for the times that were set before. */
  static async open(context: CloudContext, sqs: SqsSender): Promise<Engine> {
    const engine = new Engine(context, sqs, await Machines.open(context));
    for await (const [key, text] of context.store.range(prefixed(keys.running))) {
      const machineId = key.slice(keys.running.length, key.indexOf('/', keys.running.length));
      const machine = engine.machines.byId(machineId);
      const execution = machine && readRunning(text, machine);
      if (execution) engine.#hold(execution);
      else context.store.del(key); // its state machine was deleted
    }
    engine.archive
      .removeDeletedMachines()
      .catch((cause) => context.report('deleted state machines could not be removed', cause));
    return engine;
  }

  close(): void {
    this.#closed = true;
    for (const execution of this.#running.values()) execution.timer?.cancel();
  }

  running(machine: Machine, name: string): Execution | undefined {
    return this.#running.get(`${machine.id}/${name}`);
  }

  runningOf(machine: Machine): Execution[] {
    return [...this.#running.values()].filter((execution) => execution.machine === machine);
  }

  byToken(token: string): Execution | undefined {
    return this.#byToken.get(token);
  }

  /** Starts an execution; its name must be free. */
  start(machine: Machine, { name, input, traceHeader }: NewExecution): Execution {
    const leadMs = wallLead(this.context.clock);
    const begun = { startMs: this.context.clock.now() + leadMs, leadMs };
    const execution = newExecution(machine, machine.current, name, begun, input, traceHeader);
    begin(execution, this.#deps);
    this.#save(execution);
    return execution;
  }

  abort(execution: Execution, error: string | undefined, cause: string | undefined): void {
    this.#clearWait(execution);
    stop(execution, this.context.clock.now(), 'ABORTED', { error, cause });
    this.#save(execution);
  }

  succeedTask(execution: Execution, output: Payload): void {
    this.#clearWait(execution);
    succeedTask(execution, this.#deps, output);
    this.#save(execution);
  }

  failTask(execution: Execution, failure: StateFailure): void {
    this.#clearWait(execution);
    failTask(execution, this.#deps, 'TaskFailed', failure);
    this.#save(execution);
  }

  /** A heartbeat: its time-out starts again. */
  beat(execution: Execution): void {
    const { waiting } = execution;
    if (waiting?.kind !== 'callback' || waiting.heartbeatSeconds === undefined) return;
    this.#clearWait(execution);
    const heartbeatMs = this.context.clock.now() + waiting.heartbeatSeconds * 1000;
    execution.waiting = { ...waiting, heartbeatMs };
    this.#save(execution);
  }

  /** Before a stimulus: ends the wait. */
  #clearWait(execution: Execution): void {
    execution.timer?.cancel();
    execution.timer = undefined;
    if (execution.waiting?.kind === 'callback') this.#byToken.delete(execution.waiting.token);
  }

  /** After a stimulus: saves all changes in one batch, and waits for the next. */
  #save(execution: Execution): void {
    const { store } = this.context;
    const { machine, name, ending, unsaved } = execution;
    const first = unsaved[0];
    if (first) {
      store.put(keys.history(machine.id, name, first[0]), writeHistory(unsaved));
      execution.unsaved = [];
    }
    if (!ending) {
      store.put(keys.runningExecution(machine.id, name), writeRunning(execution));
      execution.saved = true;
      this.#hold(execution);
      return;
    }
    store.put(keys.ended(machine.id, name), writeEnded(execution, ending));
    store.put(keys.listed(machine.id, startOrder(execution.startMs, name)), writeListed(ending));
    if (execution.saved) store.del(keys.runningExecution(machine.id, name));
    this.#running.delete(`${machine.id}/${name}`);
  }

  #hold(execution: Execution): void {
    this.#running.set(`${execution.machine.id}/${execution.name}`, execution);
    if (execution.waiting?.kind === 'callback') this.#byToken.set(execution.waiting.token, execution);
    const dueMs = nextDueMs(execution);
    if (dueMs !== undefined) execution.timer = this.context.clock.at(dueMs, () => this.#wake(execution));
  }

  #wake(execution: Execution): void {
    if (this.#closed || execution.ending) return;
    this.#clearWait(execution);
    const nowMs = this.context.clock.now();
    const { deadlineMs, waiting } = execution;
    if (deadlineMs !== undefined && deadlineMs <= nowMs) stop(execution, nowMs, 'TIMED_OUT', {});
    else if (waiting?.kind === 'delay' && waiting.untilMs <= nowMs) endWait(execution, this.#deps);
    else if (waiting?.kind === 'retry' && waiting.untilMs <= nowMs) retryTask(execution, this.#deps);
    else if (waiting?.kind === 'callback') this.#timeOutTask(execution, waiting, nowMs);
    this.#save(execution);
  }

  /** A missed heartbeat is reported as a time-out, but can be caught under its own name as well. */
  #timeOutTask(
    execution: Execution,
    waiting: { timeoutMs?: number | undefined; heartbeatMs?: number | undefined },
    nowMs: number,
  ): void {
    const timedOut = (waiting.timeoutMs ?? Number.POSITIVE_INFINITY) <= nowMs;
    if (!timedOut && (waiting.heartbeatMs ?? Number.POSITIVE_INFINITY) > nowMs) return;
    const aliases = timedOut ? [] : ['States.HeartbeatTimeout'];
    failTask(execution, this.#deps, 'TaskTimedOut', new StateFailure('States.Timeout', undefined, aliases));
  }
}

function nextDueMs({ deadlineMs, waiting }: Execution): number | undefined {
  const times = [deadlineMs];
  if (waiting?.kind === 'callback') times.push(waiting.timeoutMs, waiting.heartbeatMs);
  else times.push(waiting?.untilMs);
  const due = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(due) ? due : undefined;
}
