/**
 * Amazon SQS, standard and FIFO, over AWS JSON 1.0.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/
 */
import type { CloudContext } from '../core/context.ts';
import type { Service } from '../core/service.ts';
import {
  createQueue,
  deleteQueue,
  getQueueUrl,
  listDeadLetterSourceQueues,
  listQueues,
  purgeQueue,
} from './manage-queues.ts';
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './move-operations.ts';
import { MoveTasks } from './move-tasks.ts';
import { addPermission, removePermission } from './permissions.ts';
import { getQueueAttributes, setQueueAttributes } from './queue-attributes.ts';
import { Queues } from './queues.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from './receipts.ts';
import { receiveMessage } from './receive.ts';
import { type Draft, type Sent, sendMessage, sendMessageBatch, sendTo } from './send.ts';
import { listQueueTags, tagQueue, untagQueue } from './tags.ts';

export type { MessageAttributeValue } from './message.ts';
export type { Draft as SqsMessage, Sent as SqsSent };

export interface SqsQuotas {
  /** Messages of a queue in flight; AWS's, unless told, is 120,000 for either type. */
  readonly inFlightLimit?: number;
}

export interface Sqs {
  readonly service: Service;
  /** Sends as SendMessage does, in this tick. @throws AwsError as SendMessage would */
  readonly send: (queueArn: string, message: Draft) => Sent;
  /** Ends long polls with nothing and cancels all timers. */
  close(): void;
}

/** Opens SQS with the queues and messages of the context's store; move tasks that were running go on. */
export async function openSqs(context: CloudContext, { inFlightLimit = 120_000 }: SqsQuotas = {}): Promise<Sqs> {
  const queues = await Queues.open(context, inFlightLimit);
  const tasks = await MoveTasks.open(queues);
  return {
    service: { target: 'AmazonSQS', jsonVersion: '1.0', operations: operations(queues, tasks) },
    send: sendTo(queues),
    close() {
      tasks.close();
      queues.close();
    },
  };
}

function operations(queues: Queues, tasks: MoveTasks): Service['operations'] {
  return {
    AddPermission: addPermission(queues),
    CancelMessageMoveTask: cancelMessageMoveTask(tasks),
    ChangeMessageVisibility: changeMessageVisibility(queues),
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(queues),
    CreateQueue: createQueue(queues),
    DeleteMessage: deleteMessage(queues),
    DeleteMessageBatch: deleteMessageBatch(queues),
    DeleteQueue: deleteQueue(queues),
    GetQueueAttributes: getQueueAttributes(queues),
    GetQueueUrl: getQueueUrl(queues),
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues(queues),
    ListMessageMoveTasks: listMessageMoveTasks(tasks),
    ListQueues: listQueues(queues),
    ListQueueTags: listQueueTags(queues),
    PurgeQueue: purgeQueue(queues),
    ReceiveMessage: receiveMessage(queues),
    RemovePermission: removePermission(queues),
    SendMessage: sendMessage(queues),
    SendMessageBatch: sendMessageBatch(queues),
    SetQueueAttributes: setQueueAttributes(queues),
    StartMessageMoveTask: startMessageMoveTask(tasks),
    TagQueue: tagQueue(queues),
    UntagQueue: untagQueue(queues),
  };
}
