import { type Timer, wallLead } from '../core/clock.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export interface MoveTask {
  readonly order: number;
  readonly handle: string;
  readonly sourceArn: string;
  /** If missing, each message goes back to the queue that it came from. */
  readonly destinationArn?: string | undefined;
  readonly perSecond?: number | undefined;
  /** Counted when the task started. */
  readonly toMove: number;
  readonly startedMs: number;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';
  moved: number;
  failureReason?: string;
}

const maxTasksPerQueue = 10;
const stepMs = 1000;
/** Messages per step if the request sets no rate. AWS then chooses one by the backlog. */
const defaultStep = 1000;

export const isActive = ({ status }: MoveTask): boolean => status === 'RUNNING' || status === 'CANCELLING';

/**
 * Message move tasks run in steps. Each step is written as a whole, so that after a kill each message is in one queue and
 * the task goes on.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export class MoveTasks {
  readonly queues: Queues;
  /** Oldest first. */
  readonly #tasks = new Map<string, MoveTask>();
  readonly #timers = new Map<string, Timer>();

  private constructor(queues: Queues) {
    this.queues = queues;
  }

  /** Restores the tasks of the store; running ones go on. */
  static async open(queues: Queues): Promise<MoveTasks> {
    const tasks = new MoveTasks(queues);
    await queues.journal.each<MoveTask & { v: number }>('task', (_, { v, ...task }) => {
      tasks.#tasks.set(task.handle, task);
      if (isActive(task)) tasks.#schedule(task, 0);
    });
    return tasks;
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  get(handle: string): MoveTask | undefined {
    return this.#tasks.get(handle);
  }

  /** Tasks of a source queue, oldest first; the last ten are kept. */
  of(source: Queue): MoveTask[] {
    return [...this.#tasks.values()].filter((task) => this.queues.byArn(task.sourceArn) === source);
  }

  start(source: Queue, destinationArn: string | undefined, perSecond: number | undefined): MoveTask {
    const { context, sequenceNumbers, journal } = this.queues;
    const handle = JSON.stringify({ taskId: context.ids.uuid(), sourceArn: source.arn });
    const task: MoveTask = {
      order: sequenceNumbers.next(),
      handle: Buffer.from(handle).toString('base64'),
      sourceArn: source.arn,
      destinationArn,
      perSecond,
      toMove: source.counts().visible,
      startedMs: context.clock.wallTime(),
      status: 'RUNNING',
      moved: 0,
    };
    this.#tasks.set(task.handle, task);
    for (const old of this.of(source).slice(0, -maxTasksPerQueue)) {
      this.#tasks.delete(old.handle);
      journal.drop('task', old.order);
    }
    this.#save(task);
    this.#schedule(task, 0);
    return task;
  }

  cancel(task: MoveTask): void {
    task.status = 'CANCELLING';
    this.#save(task);
    this.#schedule(task, 0);
  }

  #save(task: MoveTask): void {
    this.queues.journal.put('task', task.order, task);
  }

  #schedule(task: MoveTask, delayMs: number): void {
    const { clock } = this.queues.context;
    this.#timers.get(task.handle)?.cancel();
    const timer = clock.at(clock.now() + delayMs, () => {
      this.#timers.delete(task.handle);
      if (task.status === 'CANCELLING') task.status = 'CANCELLED';
      else this.#step(task);
      this.#save(task);
      if (isActive(task)) this.#schedule(task, task.perSecond === undefined ? 0 : stepMs);
    });
    this.#timers.set(task.handle, timer);
  }

  #step(task: MoveTask): void {
    const source = this.queues.byArn(task.sourceArn);
    if (!source) {
      fail(task, 'AWS.SimpleQueueService.NonExistentQueue');
      return;
    }
    const limit = Math.min(task.perSecond ?? defaultStep, task.toMove - task.moved);
    const moved = source.drain(limit, (message) => this.#move(task, source, message));
    task.moved += moved;
    if (task.status === 'RUNNING' && (moved < limit || task.moved >= task.toMove)) task.status = 'COMPLETED';
  }

  /** Puts a message into its destination; if there is none it returns false and the task has the reason. */
  #move(task: MoveTask, source: Queue, { content }: Message): boolean {
    const { context, byArn } = this.queues;
    const destinationArn = task.destinationArn ?? content.sourceArn;
    const destination = destinationArn === undefined ? undefined : byArn(destinationArn);
    if (!destination || destination === source) {
      fail(task, destinationArn ? 'AWS.SimpleQueueService.NonExistentQueue' : 'CouldNotDetermineMessageSource');
      return false;
    }
    // "All redriven messages are considered new messages with a new messageID and enqueueTime."
    destination.appendMoved({
      ...content,
      id: context.ids.uuid(),
      sentMs: context.clock.now(),
      leadMs: wallLead(context.clock) || undefined,
      sourceArn: undefined,
      availableMs: undefined,
    });
    return true;
  }
}

function fail(task: MoveTask, reason: string): void {
  task.status = 'FAILED';
  task.failureReason = reason;
}
