/** The local cloud: SQS, EventBridge and Step Functions over one store, wired to each other. */
import type { CloudContext } from './core/context.ts';
import { Dispatcher } from './core/dispatcher.ts';
import { openEvents } from './eventbridge/index.ts';
import { openSqs } from './sqs/index.ts';
import { openStates } from './stepfunctions/index.ts';

export interface Cloud {
  /** Every request, over HTTP or in process, goes through it. */
  readonly dispatcher: Dispatcher;
  /** Cancels timers; the store is the caller's to close. */
  close(): void;
}

/** @param invokeFunction asynchronous invocation, for rules whose target is a Lambda function; resolves when accepted. */
export async function openCloud(
  context: CloudContext,
  invokeFunction: (arn: string, payload: unknown) => Promise<void>,
): Promise<Cloud> {
  const sqs = await openSqs(context);
  const states = await openStates(context, { sqs });
  const events = await openEvents(context, { sqs, states, invokeFunction });
  return {
    dispatcher: new Dispatcher(context, [sqs.service, states.service, events.service]),
    close() {
      events.close();
      states.close();
      sqs.close();
    },
  };
}
