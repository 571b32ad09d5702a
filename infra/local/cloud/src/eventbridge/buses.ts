/** CreateEventBus, UpdateEventBus, DescribeEventBus, ListEventBuses and DeleteEventBus. */
import { type InputOf, ignored, refused, required, structure } from '../core/input.ts';
import { operation } from '../core/operation.ts';
import { busArn, defaultBusName } from './arns.ts';
import { defined } from './defined.ts';
import { alreadyExists, limitExceeded, notFound, validation } from './errors.ts';
import { arn, busName, busNameOrArn, description, kmsKeyIdentifier } from './fields.ts';
import type { BusRecord } from './model.ts';
import { pageOf, paging } from './paging.ts';
import type { EventBridgeState } from './state.ts';
import { readTags, tagList } from './tags.ts';

const maxBuses = 100;

const settings = {
  Description: description,
  KmsKeyIdentifier: ignored('nothing is encrypted', kmsKeyIdentifier),
  DeadLetterConfig: ignored('nothing needs to be decrypted', structure({ Arn: arn })),
  LogConfig: refused('logs', ({ Level }: { Level?: unknown }) =>
    (Level ?? 'OFF') === 'OFF'
      ? undefined
      : validation('Parameter LogConfig is not valid. Reason: The local cloud keeps no logs of event buses.'),
  ),
};

export const busOperations = {
  CreateEventBus: operation(
    {
      Name: required(busName),
      EventSourceName: refused('partner event sources', (name: unknown) =>
        name ? notFound(`Event source ${name} does not exist.`) : undefined,
      ),
      ...settings,
      Tags: tagList,
    },
    (input, { store }: EventBridgeState) => {
      const name = input.Name;
      const tags = readTags(input.Tags);
      if (name.includes('/')) throw validation("Event bus name must not contain '/'.");
      if (store.buses.has(name)) throw alreadyExists(`Event bus ${name} already exists.`);
      if (store.buses.size >= maxBuses) throw limitExceeded();
      const now = store.context.clock.wallTime();
      const arn = busArn(store.context, name);
      const record: BusRecord = { v: 1, name, arn, ...readSettings(input), createdMs: now, modifiedMs: now, tags };
      store.putBus(record);
      return { EventBusArn: arn, ...describeSettings(record) };
    },
  ),

  DeleteEventBus: operation({ Name: required(busName) }, ({ Name }, { store, archives }: EventBridgeState) => {
    if (Name === defaultBusName) throw validation(`Cannot delete event bus ${Name}.`);
    const bus = store.buses.get(Name);
    if (bus && (bus.rules.size > 0 || archives.isOn(Name))) {
      throw validation(`Event bus ${Name} can't be deleted since it has rules.`);
    }
    store.deleteBus(Name);
  }),

  DescribeEventBus: operation({ Name: busNameOrArn }, ({ Name }, { store }: EventBridgeState) => {
    const { record } = store.bus(Name);
    return { ...summary(record), ...describeSettings(record) };
  }),

  ListEventBuses: operation({ NamePrefix: busName, ...paging }, (input, { store }: EventBridgeState) => {
    const { NamePrefix = '' } = input;
    const found = [...store.buses.values()].filter(({ record }) => record.name.startsWith(NamePrefix));
    const { items, next } = pageOf(found, ({ record }) => record.name, 'buses', input);
    return { EventBuses: items.map(({ record }) => summary(record)), ...next };
  }),

  UpdateEventBus: operation({ Name: busName, ...settings }, (input, { store }: EventBridgeState) => {
    const { v, name, arn, policy, createdMs, tags } = store.bus(input.Name).record;
    const kept = { v, name, arn, createdMs, tags, ...(policy ? { policy } : {}) };
    const record: BusRecord = { ...kept, ...readSettings(input), modifiedMs: store.context.clock.wallTime() };
    store.putBus(record);
    return { Arn: arn, Name: name, ...describeSettings(record) };
  }),
};

type Settings = Pick<BusRecord, 'description' | 'kmsKeyIdentifier' | 'deadLetterConfig'>;

function readSettings({ Description, KmsKeyIdentifier, DeadLetterConfig }: InputOf<typeof settings>): Settings {
  return defined<Settings>({
    description: Description,
    kmsKeyIdentifier: KmsKeyIdentifier || undefined,
    deadLetterConfig: DeadLetterConfig?.Arn === undefined ? undefined : { Arn: DeadLetterConfig.Arn },
  });
}

function describeSettings({ description, kmsKeyIdentifier, deadLetterConfig }: BusRecord): object {
  return { Description: description, KmsKeyIdentifier: kmsKeyIdentifier, DeadLetterConfig: deadLetterConfig };
}

function summary({ name, arn, description, policy, createdMs, modifiedMs }: BusRecord): object {
  return {
    Name: name,
    Arn: arn,
    Description: description,
    Policy: policy && JSON.stringify(policy),
    CreationTime: createdMs / 1000,
    LastModifiedTime: modifiedMs / 1000,
  };
}
