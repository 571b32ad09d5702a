/**
 * SQS, EventBridge and Step Functions as far as provisioning sees them: names and settings in maps, and every write
 * recorded. Throws on a call nobody taught it. What the services do with the settings is tested against the local cloud.
 */
import type { Clients } from '../provider.ts';

// biome-ignore lint/suspicious/noExplicitAny: the fields of whichever command it is
type Input = Record<string, any>;
type Answer = (input: Input) => object;

function missing(name: string): never {
  throw Object.assign(new Error(`${name}: there is no such thing`), { name });
}

const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;

export class FakeEndpoint {
  /** Calls that change something, in order: `PutRule zeroloss-relay`. */
  readonly writes: string[] = [];
  /** In the queues' URLs, as on a real endpoint; lookups ignore it. */
  port = 4566;
  readonly queues = new Map<string, Record<string, string>>();
  readonly buses = new Map<string, Input>([['default', {}]]);
  readonly rules = new Map<string, Input & { targets: Map<string, object> }>();
  readonly archives = new Map<string, Input>();
  readonly machines = new Map<string, Input>();

  get clients(): Clients {
    const client = { send: async (command: { input: Input }) => this.#answer(command.constructor.name, command.input) };
    return { sqs: client, events: client, states: client } as unknown as Clients;
  }

  #answer(command: string, input: Input): object {
    const name = command.replace(/Command$/, '');
    const answer = this.#answers[name];
    if (!answer) throw new Error(`Nobody taught the fake endpoint ${name}`);
    const result = answer(input);
    if (!/^(Get|Describe|List)/.test(name)) this.writes.push(`${name} ${subject(input)}`);
    return result;
  }

  readonly #answers: Record<string, Answer> = {
    GetQueueUrl: ({ QueueName }) =>
      this.queues.has(QueueName) ? { QueueUrl: this.#url(QueueName) } : missing('QueueDoesNotExist'),
    CreateQueue: ({ QueueName, Attributes }) => {
      this.queues.set(QueueName, { ...Attributes });
      return { QueueUrl: this.#url(QueueName) };
    },
    GetQueueAttributes: ({ QueueUrl }) => {
      const QueueArn = arn('sqs', nameIn(QueueUrl));
      return { Attributes: { ...(this.queues.get(nameIn(QueueUrl)) ?? missing('QueueDoesNotExist')), QueueArn } };
    },
    SetQueueAttributes: ({ QueueUrl, Attributes }) => {
      const queue: Record<string, string> = this.queues.get(nameIn(QueueUrl)) ?? missing('QueueDoesNotExist');
      for (const [key, value] of Object.entries(Attributes as Record<string, string>)) {
        if (value === '') delete queue[key];
        else queue[key] = value;
      }
      return {};
    },
    DeleteQueue: ({ QueueUrl }) => (this.queues.delete(nameIn(QueueUrl)) ? {} : missing('QueueDoesNotExist')),

    DescribeEventBus: ({ Name }) => ({ ...this.#bus(Name), Name, Arn: arn('events', `event-bus/${Name}`) }),
    CreateEventBus: ({ Name }) => {
      this.buses.set(Name, {});
      return { EventBusArn: arn('events', `event-bus/${Name}`) };
    },
    DeleteEventBus: ({ Name }) => (this.buses.delete(Name) ? {} : missing('ResourceNotFoundException')),
    PutPermission: ({ EventBusName, Policy }) => Object.assign(this.#bus(EventBusName), { Policy }),
    RemovePermission: ({ EventBusName }) => Object.assign(this.#bus(EventBusName), { Policy: undefined }),

    DescribeArchive: ({ ArchiveName }) => this.archives.get(ArchiveName) ?? missing('ResourceNotFoundException'),
    CreateArchive: (input) => this.archives.set(input.ArchiveName, input),
    UpdateArchive: (input) => Object.assign(this.archives.get(input.ArchiveName) ?? {}, input),
    DeleteArchive: ({ ArchiveName }) => (this.archives.delete(ArchiveName) ? {} : missing('ResourceNotFoundException')),

    DescribeRule: ({ Name, EventBusName }) => this.#rule(EventBusName, Name),
    PutRule: (input) => {
      const key = `${input.EventBusName}|${input.Name}`;
      this.#bus(input.EventBusName);
      this.rules.set(key, { targets: this.rules.get(key)?.targets ?? new Map(), ...input });
      return {};
    },
    DeleteRule: ({ Name, EventBusName }) => {
      if (this.#rule(EventBusName, Name).targets.size > 0)
        throw new Error("Rule can't be deleted since it has targets.");
      return { gone: this.rules.delete(`${EventBusName}|${Name}`) };
    },
    ListTargetsByRule: ({ Rule, EventBusName }) => ({ Targets: [...this.#rule(EventBusName, Rule).targets.values()] }),
    PutTargets: ({ Rule, EventBusName, Targets }) => {
      for (const target of Targets) this.#rule(EventBusName, Rule).targets.set(target.Id, target);
      return { FailedEntries: [] };
    },
    RemoveTargets: ({ Rule, EventBusName, Ids }) => {
      for (const id of Ids) this.#rule(EventBusName, Rule).targets.delete(id);
      return { FailedEntries: [] };
    },

    DescribeStateMachine: ({ stateMachineArn }) =>
      this.machines.get(stateMachineArn) ?? missing('StateMachineDoesNotExist'),
    CreateStateMachine: (input) => this.machines.set(arn('states', `stateMachine:${input.name}`), input),
    UpdateStateMachine: (input) => Object.assign(this.machines.get(input.stateMachineArn) ?? {}, input),
    DeleteStateMachine: ({ stateMachineArn }) => ({ gone: this.machines.delete(stateMachineArn) }),
  };

  #url(queueName: string): string {
    return `http://127.0.0.1:${this.port}/000000000000/${queueName}`;
  }

  #bus(name: string): Input {
    return this.buses.get(name) ?? missing('ResourceNotFoundException');
  }

  #rule(bus: string, name: string): Input & { targets: Map<string, object> } {
    return this.rules.get(`${bus}|${name}`) ?? missing('ResourceNotFoundException');
  }
}

const nameIn = (queueUrl: string): string => queueUrl.split('/').at(-1) ?? '';

function subject(input: Input): string {
  const { QueueName, QueueUrl, ArchiveName, Rule, Name, name, stateMachineArn, EventBusName } = input;
  const named = QueueName ?? QueueUrl ?? ArchiveName ?? Rule ?? Name ?? name ?? stateMachineArn ?? EventBusName;
  return String(named).split(/[/:]/).at(-1) ?? '';
}
