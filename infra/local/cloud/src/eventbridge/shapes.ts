/** Shapes of the API's model (service-2.json, 2015-10-07) that operations check their input against. */
import type { IntegerShape, StringShape } from './constraints.ts';

const name = '[\\.\\-_A-Za-z0-9]+';
const busArn = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?';
const resourceArn = '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/.+$';

export const shapes = {
  busName: { min: 1, max: 256, pattern: '[/\\.\\-_A-Za-z0-9]+' },
  busNameOrArn: { min: 1, max: 1600, pattern: `${busArn}[/\\.\\-_A-Za-z0-9]+` },
  ownBusName: { min: 1, max: 256, pattern: name },
  ownBusNameOrArn: { min: 1, max: 1600, pattern: `${busArn}${name}` },
  busArn: { min: 1, max: 1600, pattern: resourceArn },
  ruleName: { min: 1, max: 64, pattern: name },
  archiveName: { min: 1, max: 48, pattern: name },
  archiveArn: { min: 1, max: 1600, pattern: resourceArn },
  replayName: { min: 1, max: 64, pattern: name },
  description: { max: 512 },
  eventPattern: { max: 4096 },
  scheduleExpression: { max: 256 },
  arn: { min: 1, max: 1600 },
  kmsKeyIdentifier: { max: 2048, pattern: '^[a-zA-Z0-9_\\-/:]*$' },
  ruleState: { values: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] },
  archiveState: { values: ['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED'] },
  replayState: { values: ['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED'] },
  targetId: { min: 1, max: 64, pattern: name },
  targetInput: { max: 8192 },
  inputPath: { max: 256 },
  inputTemplate: { min: 1, max: 8192 },
  inputVariable: { min: 1, max: 256, pattern: '[A-Za-z0-9\\_\\-]+' },
  messageGroupId: { max: 100 },
  tagKey: { min: 1, max: 128 },
  tagValue: { min: 0, max: 256 },
  nextToken: { min: 1, max: 2048 },
  traceHeader: { min: 1, max: 500 },
  eventResource: { max: 2048 },
  action: { min: 1, max: 64, pattern: 'events:[a-zA-Z]+' },
  principal: { min: 1, max: 12, pattern: '(\\d{12}|\\*)' },
  statementId: { min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' },
} as const satisfies Readonly<Record<string, StringShape>>;

export const integers = {
  limit: { min: 1, max: 100 },
  retryAttempts: { min: 0, max: 185 },
  eventAgeSeconds: { min: 60, max: 86400 },
  retentionDays: { min: 0 },
} as const satisfies Readonly<Record<string, IntegerShape>>;
