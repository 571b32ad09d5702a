/** Fields of requests, with the constraints of the API's model (service-2.json, 2015-10-07). */
import { integer, oneOf, text } from '../core/input.ts';

const namePattern = '[\\.\\-_A-Za-z0-9]+';
const busArnPattern = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?';
const resourceArnPattern = '^arn:aws([a-z]|\\-)*:events:([a-z]|\\d|\\-)*:([0-9]{12})?:.+\\/.+$';

export const busName = text({ min: 1, max: 256, pattern: '[/\\.\\-_A-Za-z0-9]+' });
export const busNameOrArn = text({ min: 1, max: 1600, pattern: `${busArnPattern}[/\\.\\-_A-Za-z0-9]+` });
export const ownBusName = text({ min: 1, max: 256, pattern: namePattern });
export const ownBusNameOrArn = text({ min: 1, max: 1600, pattern: `${busArnPattern}${namePattern}` });
export const busArn = text({ min: 1, max: 1600, pattern: resourceArnPattern });
export const ruleName = text({ min: 1, max: 64, pattern: namePattern });
export const archiveName = text({ min: 1, max: 48, pattern: namePattern });
export const archiveArn = text({ min: 1, max: 1600, pattern: resourceArnPattern });
export const replayName = text({ min: 1, max: 64, pattern: namePattern });
export const description = text({ max: 512 });
export const eventPattern = text({ max: 4096 });
export const scheduleExpression = text({ max: 256 });
export const arn = text({ min: 1, max: 1600 });
export const kmsKeyIdentifier = text({ max: 2048, pattern: '^[a-zA-Z0-9_\\-/:]*$' });
export const ruleState = oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
export const archiveState = oneOf('ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED');
export const replayState = oneOf('STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED');
export const targetId = text({ min: 1, max: 64, pattern: namePattern });
export const targetInput = text({ max: 8192 });
export const inputPath = text({ max: 256 });
export const inputTemplate = text({ min: 1, max: 8192 });
export const inputVariable = text({ min: 1, max: 256, pattern: '[A-Za-z0-9\\_\\-]+' });
export const messageGroupId = text({ max: 100 });
export const tagKey = text({ min: 1, max: 128 });
export const tagValue = text({ min: 0, max: 256 });
export const traceHeader = text({ min: 1, max: 500 });
export const eventResource = text({ max: 2048 });
export const action = text({ min: 1, max: 64, pattern: 'events:[a-zA-Z]+' });
export const principal = text({ min: 1, max: 12, pattern: '(\\d{12}|\\*)' });
export const statementId = text({ min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' });

export const retryAttempts = integer({ min: 0, max: 185 });
export const eventAgeSeconds = integer({ min: 60, max: 86400 });
export const retentionDays = integer({ min: 0 });
