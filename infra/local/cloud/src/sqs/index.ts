/**
 * Amazon SQS, standard and FIFO, over AWS JSON 1.0.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/
 */
import type { CloudContext } from '../core/context.ts';
import { bindOperations, type Operations } from '../core/operation.ts';
import type { Service } from '../core/service.ts';
import { inputErrors } from './errors.ts';
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
import type { SqsState } from './state.ts';
import { listQueueTags, tagQueue, untagQueue } from './tags.ts';

export type { MessageAttributeValue } from './message.ts';
export type { Draft as SqsMessage, Sent as SqsSent };

export interface SqsQuotas {
  /** Messages of a queue in flight; the default is AWS's: 120,000. */
  readonly maxInFlight?: number;
}

export interface Sqs {
  readonly service: Service;
  /** Sends as SendMessage does, in this tick. @throws AwsError as SendMessage would */
  readonly send: (queueArn: string, message: Draft) => Sent;
  /** Ends long polls with nothing and cancels all timers. */
  close(): void;
}

export const sqsOperations: Operations<SqsState> = {
  AddPermission: addPermission,
  CancelMessageMoveTask: cancelMessageMoveTask,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  CreateQueue: createQueue,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  DeleteQueue: deleteQueue,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  ListMessageMoveTasks: listMessageMoveTasks,
  ListQueues: listQueues,
  ListQueueTags: listQueueTags,
  PurgeQueue: purgeQueue,
  ReceiveMessage: receiveMessage,
  RemovePermission: removePermission,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  SetQueueAttributes: setQueueAttributes,
  StartMessageMoveTask: startMessageMoveTask,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
};

/** Opens SQS with the queues and messages of the context's store; move tasks that were running go on. */
export async function openSqs(context: CloudContext, { maxInFlight = 120_000 }: SqsQuotas = {}): Promise<Sqs> {
  const queues = await Queues.open(context, maxInFlight);
  const tasks = await MoveTasks.open(queues);
  return {
    service: {
      target: 'AmazonSQS',
      jsonVersion: '1.0',
      operations: bindOperations(sqsOperations, { queues, tasks }, inputErrors),
    },
    send: sendTo(queues),
    close() {
      tasks.close();
      queues.close();
    },
  };
}
