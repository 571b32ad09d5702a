/** StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks. */
import { integer, required, text } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import type { AwsError, Json } from '../core/service.ts';
import { invalidParameterValue, invalidValue, resourceNotFound } from './errors.ts';
import { isActive, type MoveTask } from './move-tasks.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';
import type { SqsState } from './state.ts';

const maxPerSecond = 500;
const maxResults = 10;

export const startMessageMoveTask = operation(
  { SourceArn: required(text()), DestinationArn: text(), MaxNumberOfMessagesPerSecond: integer() },
  ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }, { queues, tasks }: SqsState) => {
    const source = sourceOf(queues, SourceArn);
    if (perSecond !== undefined && (perSecond < 1 || perSecond > maxPerSecond)) {
      const reason = `Must be between 1 and ${maxPerSecond}, if provided.`;
      throw invalidValue(perSecond, 'MaxNumberOfMessagesPerSecond', reason);
    }
    if (DestinationArn !== undefined) checkDestination(queues, source, DestinationArn);
    if (queues.sourcesOf(source).length === 0) {
      throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.');
    }
    if (tasks.of(source).some(isActive)) {
      throw invalidParameterValue(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    return { TaskHandle: tasks.start(source, DestinationArn, perSecond).handle };
  },
);

export const cancelMessageMoveTask = operation(
  { TaskHandle: required(text()) },
  ({ TaskHandle }, { queues, tasks }: SqsState) => {
    const task = tasks.get(TaskHandle);
    if (!task) throw unknownTask(queues, TaskHandle);
    if (task.status !== 'RUNNING') throw invalidParameterValue('Only active tasks can be cancelled.');
    tasks.cancel(task);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  },
);

export const listMessageMoveTasks = operation(
  { SourceArn: required(text()), MaxResults: integer() },
  ({ SourceArn, MaxResults: limit = 1 }, { queues, tasks }: SqsState) => {
    const source = sourceOf(queues, SourceArn);
    if (limit < 1 || limit > maxResults) {
      throw invalidValue(limit, 'MaxResults', `MaxResults must be an integer between 1 and ${maxResults}.`);
    }
    return { Results: tasks.of(source).reverse().slice(0, limit).map(present) };
  },
);

function sourceOf(queues: Queues, arn: string): Queue {
  const source = queues.byArn(arn);
  if (!source) throw noSuchSource();
  return source;
}

const noSuchSource = () =>
  resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");

/** A handle is a task's id and its source, as JSON in base64. */
function unknownTask(queues: Queues, handle: string): AwsError {
  const sourceArn = readHandle(handle);
  if (sourceArn === undefined) return invalidParameterValue('Value for parameter TaskHandle is invalid.');
  return queues.byArn(sourceArn) ? resourceNotFound('Task does not exist.') : noSuchSource();
}

function checkDestination(queues: Queues, source: Queue, destinationArn: string): void {
  const destination = queues.byArn(destinationArn);
  if (!destination) {
    throw resourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
  }
  if (destination === source) {
    throw invalidParameterValue('Source queue arn and destination queue arn cannot be the same.');
  }
  if (destination.fifo !== source.fifo) {
    throw invalidParameterValue('Source queue and destination queue must be of the same type.');
  }
}

/** ARN of the task's source queue; undefined if `handle` is not one. */
function readHandle(handle: string): string | undefined {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString());
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? sourceArn : undefined;
  } catch {
    return undefined;
  }
}

/** AWS shows the handle only while the task runs. */
function present(task: MoveTask): Json {
  return {
    ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedMs,
  };
}
