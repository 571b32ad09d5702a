/** Lambda's polling of SQS in process, without an SDK client: its codec took a tenth of the process's time. */
import type { Message } from '@aws-sdk/client-sqs';
import type { Dispatcher } from './core/dispatcher.ts';
import type { Json } from './core/service.ts';
import type { QueueCalls } from './lambda/queue-reader.ts';

export function inProcessCalls(dispatcher: Dispatcher): QueueCalls {
  const call = (operation: string, input: object, signal?: AbortSignal) =>
    dispatcher.call(`AmazonSQS.${operation}`, input, signal);
  return {
    async receive(input, signal) {
      const { Messages = [] } = await call('ReceiveMessage', input, signal);
      return { Messages: Messages.map(withBinaryValues) };
    },
    delete: (input) => call('DeleteMessageBatch', input),
    release: (input) => call('ChangeMessageVisibilityBatch', input),
  };
}

/** The protocol has binary values in base64; the SDK's clients return bytes. */
function withBinaryValues(message: Json): Message {
  if (!message.MessageAttributes) return message;
  const attributes = Object.entries<Json>(message.MessageAttributes).map(([name, value]) => {
    const { BinaryValue } = value;
    return [name, BinaryValue === undefined ? value : { ...value, BinaryValue: Buffer.from(BinaryValue, 'base64') }];
  });
  return { ...message, MessageAttributes: Object.fromEntries(attributes) };
}
