/** EventBridge on a virtual clock, with services that record what rules deliver to them. */
import type { Json } from '../../core/service.ts';
import { openTestContext, settled, type TestContext } from '../../testing/virtual-clock.ts';
import type { QueueMessage, TargetServices } from '../destinations.ts';
import { type Events, openEvents } from '../index.ts';

export interface SentMessage extends QueueMessage {
  readonly queue: string;
}

export interface TestEvents {
  readonly context: TestContext;
  readonly events: Events;
  readonly sent: SentMessage[];
  readonly started: { readonly arn: string; readonly name: string; readonly input: string }[];
  readonly invoked: { readonly arn: string; readonly payload: unknown }[];
  /** Set it to make deliveries to a target's ARN fail. */
  failing: (arn: string) => Error | undefined;
  /** @throws AwsError */
  call(operation: string, input?: Json): Promise<Json>;
  /** Parsed bodies of the messages that a queue got. */
  bodies(queue: string): Json[];
  /** Closes, and opens the same store again as after a kill. The recordings stay. */
  restart(): Promise<TestEvents>;
}

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
export const busArn = (name: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;

const call = { region: 'us-east-1', requestId: 'test', signal: new AbortController().signal };

export async function openTestEvents(): Promise<TestEvents> {
  return openOn(await openTestContext(), { sent: [], started: [], invoked: [] });
}

type Recorded = Pick<TestEvents, 'sent' | 'started' | 'invoked'>;

async function openOn(context: TestContext, recorded: Recorded): Promise<TestEvents> {
  const fail = (arn: string) => {
    const error = opened.failing(arn);
    if (error) throw error;
  };
  const services: TargetServices = {
    sqs: {
      send(queue, message) {
        fail(queue);
        recorded.sent.push({ queue, ...message });
      },
    },
    states: {
      start(arn, execution) {
        fail(arn);
        recorded.started.push({ arn, ...execution });
      },
    },
    async invokeFunction(arn, payload) {
      fail(arn);
      recorded.invoked.push({ arn, payload });
    },
  };
  const events = await openEvents(context, services);
  const opened: TestEvents = {
    ...recorded,
    context,
    events,
    failing: () => undefined,
    async call(operation, input = {}) {
      return events.service.operations[operation]?.(input, call);
    },
    bodies: (queue) => recorded.sent.filter((message) => message.queue === queue).map(({ body }) => JSON.parse(body)),
    async restart() {
      await settled();
      events.close();
      return openOn(await context.reopen(), recorded);
    },
  };
  return opened;
}

/** Puts a rule on the bus, with targets numbered from 1. */
export async function putRule(
  { call: ask }: TestEvents,
  rule: { readonly name?: string; readonly bus?: string; readonly pattern?: Json },
  ...targets: readonly Json[]
): Promise<void> {
  const { name = 'rule', bus = 'default', pattern = { source: ['test'] } } = rule;
  await ask('PutRule', { Name: name, EventBusName: bus, EventPattern: JSON.stringify(pattern) });
  const numbered = targets.map((target, index) => ({ Id: String(index + 1), ...target }));
  if (numbered.length > 0) await ask('PutTargets', { Rule: name, EventBusName: bus, Targets: numbered });
}

/** An entry of PutEvents with defaults. */
export const entry = (members: Json = {}) => ({ Source: 'test', DetailType: 'Tested', Detail: '{}', ...members });
