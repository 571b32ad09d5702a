/**
 * The AWS side of tests of the ledger: an EventBridge and a Step Functions client that record what they are sent and answer as
 * AWS would. They throw on any operation that they were not taught.
 */
import { type EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import {
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

export interface PublishedEvent {
  readonly bus: string | undefined;
  readonly source: string | undefined;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export type RecordedAnswer =
  | { readonly token: string; readonly output: Readonly<Record<string, unknown>> }
  | { readonly token: string; readonly error: string | undefined; readonly cause: string | undefined };

export interface StartedExecution {
  readonly stateMachineArn: string | undefined;
  readonly name: string;
  readonly input: string;
}

/** An error as the SDK throws it, with AWS's code as its name. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

export class RecordingCloud {
  readonly events: PublishedEvent[] = [];
  readonly answers: RecordedAnswer[] = [];
  readonly #starts = new Map<string, StartedExecution>();
  /** Number of calls by operation, including failed ones. */
  readonly calls: Record<string, number> = {};

  /** Set it to make a call fail with the error that it returns, or wait for the promise that it returns. */
  failing: (operation: string, input: object) => Error | undefined | Promise<undefined> = () => undefined;
  /** Set it to make single entries of PutEvents fail: returns their error code. */
  failingEntry: (event: PublishedEvent) => string | undefined = () => undefined;

  get clients(): { readonly events: EventBridgeClient; readonly states: SFNClient } {
    const send = (command: { readonly input: object }) => this.#answer(command);
    return { events: { send } as unknown as EventBridgeClient, states: { send } as unknown as SFNClient };
  }

  get starts(): StartedExecution[] {
    return [...this.#starts.values()];
  }

  /** The answers that each token got, in order: `Completed`, `RolledBack TimedOut`, `DebitRefused AccountFrozen`. */
  answersByToken(): Map<string, string[]> {
    const byToken = new Map<string, string[]>();
    for (const answer of this.answers) byToken.set(answer.token, [...(byToken.get(answer.token) ?? []), say(answer)]);
    return byToken;
  }

  eventsOf(transferId: string): string[] {
    return this.events.filter(({ detail }) => detail.transferId === transferId).map(({ detailType }) => detailType);
  }

  async #answer(command: { readonly input: object }): Promise<object> {
    const operation = command.constructor.name.replace(/Command$/, '');
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
    const fault = await this.failing(operation, command.input);
    if (fault) throw fault;
    if (command instanceof PutEventsCommand) return this.#putEvents(command);
    if (command instanceof SendTaskSuccessCommand) {
      const { taskToken = '', output = '' } = command.input;
      this.answers.push({ token: taskToken, output: JSON.parse(output) });
      return {};
    }
    if (command instanceof SendTaskFailureCommand) {
      const { taskToken: token = '', error, cause } = command.input;
      this.answers.push({ token, error, cause });
      return {};
    }
    if (command instanceof StartExecutionCommand) return this.#start(command);
    throw new Error(`the recording cloud was not taught ${operation}`);
  }

  #putEvents({ input }: PutEventsCommand): object {
    const Entries = (input.Entries ?? []).map((entry): PutEventsResultEntry => {
      const event = {
        bus: entry.EventBusName,
        source: entry.Source,
        detailType: entry.DetailType ?? '',
        detail: JSON.parse(entry.Detail ?? ''),
      };
      const code = this.failingEntry(event);
      if (code) return { ErrorCode: code, ErrorMessage: 'taught to fail' };
      this.events.push(event);
      return { EventId: `event-${this.events.length}` };
    });
    return { Entries, FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode).length };
  }

  #start({ input }: StartExecutionCommand): object {
    const { stateMachineArn, name = '', input: text = '' } = input;
    const earlier = this.#starts.get(name);
    if (earlier && earlier.input !== text) throw awsError('ExecutionAlreadyExists');
    if (!earlier) this.#starts.set(name, { stateMachineArn, name, input: text });
    return { executionArn: `${stateMachineArn}:${name}` };
  }
}

function say(answer: RecordedAnswer): string {
  if ('output' in answer) {
    const { outcome, verdict, reason } = answer.output;
    return [outcome ?? verdict, reason].filter(Boolean).join(' ');
  }
  return `${answer.error} ${answer.cause}`;
}
