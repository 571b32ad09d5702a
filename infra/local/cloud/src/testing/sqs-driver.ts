/** Calls SQS's operations in unit tests: without HTTP, on a virtual clock. */
import { AwsError, type Json } from '../core/service.ts';
import { openSqs, type Sqs, type SqsQuotas } from '../sqs/index.ts';
import { openTestContext, type TestContext, type TestContextOptions } from './virtual-clock.ts';

const neverAborted = new AbortController().signal;

export class SqsDriver {
  readonly context: TestContext;
  readonly sqs: Sqs;

  private constructor(context: TestContext, sqs: Sqs) {
    this.context = context;
    this.sqs = sqs;
  }

  static async open(options: TestContextOptions & SqsQuotas = {}): Promise<SqsDriver> {
    const context = await openTestContext(options);
    return new SqsDriver(context, await openSqs(context, options));
  }

  /** The state after a kill -9 when everything had been flushed. */
  async restart(): Promise<SqsDriver> {
    await this.context.store.flushed();
    this.sqs.close();
    const context = await this.context.reopen();
    return new SqsDriver(context, await openSqs(context));
  }

  /** @throws AwsError */
  call(operation: string, input: object, signal: AbortSignal = neverAborted): Json {
    const act = this.sqs.service.operations[operation];
    if (!act) throw new Error(`no operation ${operation}`);
    return act(JSON.parse(JSON.stringify(input)), { region: 'us-east-1', requestId: 'test', signal });
  }

  /** `[code, message]` of the error that the call throws. */
  error(operation: string, input: object): readonly [code: string, message: string] {
    try {
      this.call(operation, input);
    } catch (error) {
      if (error instanceof AwsError) return [error.code, error.message];
      throw error;
    }
    throw new Error(`${operation} succeeded`);
  }

  /** Creates a queue, FIFO if its name ends so. @returns its URL */
  queue(name: string, attributes: Record<string, string> = {}): string {
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
    return this.call('CreateQueue', { QueueName: name, Attributes: { ...fifo, ...attributes } }).QueueUrl;
  }

  arn(name: string): string {
    return `arn:aws:sqs:us-east-1:000000000000:${name}`;
  }

  send(url: string, body: string, more: object = {}): Json {
    return this.call('SendMessage', { QueueUrl: url, MessageBody: body, ...more });
  }

  /** Sends to a FIFO queue; the body is the deduplication id. */
  sendTo(url: string, group: string, ...bodies: string[]): void {
    for (const body of bodies) this.send(url, body, { MessageGroupId: group, MessageDeduplicationId: body });
  }

  /** Messages with all their attributes, up to ten. */
  receive(url: string, more: object = {}): Json[] {
    const names = { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] };
    return this.call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10, ...names, ...more }).Messages ?? [];
  }

  /** Bodies of the messages that a receive returns. */
  bodies(url: string, more: object = {}): string[] {
    return this.receive(url, more).map(({ Body }) => Body);
  }

  /** Visible, in flight and delayed. */
  counts(url: string): readonly [visible: number, inFlight: number, delayed: number] {
    const { Attributes } = this.call('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] });
    const count = (name: string) => Number(Attributes[`ApproximateNumberOfMessages${name}`]);
    return [count(''), count('NotVisible'), count('Delayed')];
  }
}
