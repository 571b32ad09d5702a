/** StartMessageMoveTask, CancelMessageMoveTask and ListMessageMoveTasks. */
import type { AwsError, Json } from '../core/service.ts';
import { invalidParameterValue, invalidValue, resourceNotFound } from './errors.ts';
import { optionalInteger, optionalString, requiredString } from './input.ts';
import { isActive, type MoveTask, type MoveTasks } from './move-tasks.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const fastestPerSecond = 500;
const longestList = 10;

export const startMessageMoveTask =
  (tasks: MoveTasks) =>
  (input: Json): Json => {
    const source = sourceOf(tasks.queues, input);
    const destinationArn = optionalString(input, 'DestinationArn');
    const perSecond = optionalInteger(input, 'MaxNumberOfMessagesPerSecond');
    if (perSecond !== undefined && (perSecond < 1 || perSecond > fastestPerSecond)) {
      const reason = `Must be between 1 and ${fastestPerSecond}, if provided.`;
      throw invalidValue(perSecond, 'MaxNumberOfMessagesPerSecond', reason);
    }
    if (destinationArn !== undefined) checkDestination(tasks.queues, source, destinationArn);
    if (tasks.queues.sourcesOf(source).length === 0) {
      throw invalidParameterValue('Source queue must be configured as a Dead Letter Queue.');
    }
    if (tasks.of(source).some(isActive)) {
      throw invalidParameterValue(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    return { TaskHandle: tasks.start(source, destinationArn, perSecond).handle };
  };

export const cancelMessageMoveTask =
  (tasks: MoveTasks) =>
  (input: Json): Json => {
    const handle = requiredString(input, 'TaskHandle');
    const task = tasks.get(handle);
    if (!task) throw unknownTask(tasks.queues, handle);
    if (task.status !== 'RUNNING') throw invalidParameterValue('Only active tasks can be cancelled.');
    tasks.cancel(task);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  };

export const listMessageMoveTasks =
  (tasks: MoveTasks) =>
  (input: Json): Json => {
    const source = sourceOf(tasks.queues, input);
    const limit = optionalInteger(input, 'MaxResults') ?? 1;
    if (limit < 1 || limit > longestList) {
      throw invalidValue(limit, 'MaxResults', `MaxResults must be an integer between 1 and ${longestList}.`);
    }
    return { Results: tasks.of(source).reverse().slice(0, limit).map(present) };
  };

function sourceOf(queues: Queues, input: Json): Queue {
  const source = queues.byArn(requiredString(input, 'SourceArn'));
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

/** The source of a handle's task; undefined when it is no handle. */
function readHandle(handle: string): string | undefined {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString());
    return typeof taskId === 'string' && typeof sourceArn === 'string' ? sourceArn : undefined;
  } catch {
    return undefined;
  }
}

/** The handle is only shown while the task runs. */
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
