import { parseTimestamp } from '../timestamp.ts';
import { readChoice } from './read-choice.ts';
import { readCatchers, readRetriers } from './read-errors.ts';
import { readLanguage } from './read-language.ts';
import { readDataPath, readFigure, readResultPath, readTemplate, readWording } from './read-paths.ts';
import { readResource } from './read-resource.ts';
import type { Reader } from './reader.ts';
import type { State, WaitState } from './types.ts';

const types = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];
const maxSeconds = 99_999_999;

/** Returns undefined if the state's type is not supported. */
export function readState(name: string, reader: Reader): State | undefined {
  reader.require('Type');
  const type = reader.string('Type');
  readLanguage(reader);
  const state = type === undefined ? undefined : readByType(name, type, reader);
  if (state) reader.finish(refusal);
  return state;
}

function readByType(name: string, type: string, reader: Reader): State | undefined {
  switch (type) {
    case 'Pass':
      return readPass(name, reader);
    case 'Task':
      return readTask(name, reader);
    case 'Choice':
      return readChoiceState(name, reader);
    case 'Wait':
      return { type, ...readLinear(name, reader), until: readUntil(reader) };
    case 'Succeed':
      return { type, ...readBase(name, reader) };
    case 'Fail':
      return { type, name, error: readWording(reader, 'Error'), cause: readWording(reader, 'Cause') };
    case 'Parallel':
    case 'Map':
      return reader.fault('Type', `The local cloud does not support states of type '${type}'`);
    default:
      return reader.fault('Type', `The field 'Type' should have one of these values: [${types.join(', ')}]`);
  }
}

const jsonataFields = new Set(['Arguments', 'Output', 'Items']);
const unsupportedFields = new Set(['Assign', 'Credentials']);

function refusal(field: string): string {
  if (jsonataFields.has(field)) {
    return `The QueryLanguage is set to 'JSONPath', but field '${field}' is only supported for the 'JSONata' QueryLanguage`;
  }
  if (unsupportedFields.has(field)) return `The local cloud does not support the field '${field}'`;
  return `Field '${field}' is not supported`;
}

function readBase(name: string, reader: Reader) {
  return { name, inputPath: readDataPath(reader, 'InputPath'), outputPath: readDataPath(reader, 'OutputPath') };
}

function readLinear(name: string, reader: Reader) {
  reader.onlyOne(['Next', 'End'], 'needed');
  const next = reader.string('Next');
  if (reader.boolean('End') === false && next === undefined) reader.fault('End', 'Value must be true');
  return { ...readBase(name, reader), next };
}

function readPass(name: string, reader: Reader): State {
  const result = reader.raw('Result');
  return {
    type: 'Pass',
    ...readLinear(name, reader),
    parameters: readTemplate(reader, 'Parameters'),
    result: reader.has('Result') ? { value: result } : undefined,
    resultPath: readResultPath(reader),
  };
}

function readTask(name: string, reader: Reader): State {
  const resource = readResource(reader);
  return {
    type: 'Task',
    ...readLinear(name, reader),
    resource,
    parameters: readTemplate(reader, 'Parameters'),
    resultSelector: readTemplate(reader, 'ResultSelector'),
    resultPath: readResultPath(reader),
    timeout: readFigure(reader, 'TimeoutSeconds', { min: 1, max: maxSeconds }),
    heartbeat: readHeartbeat(reader),
    retriers: readRetriers(reader),
    catchers: readCatchers(reader),
  };
}

function readHeartbeat(reader: Reader) {
  const heartbeat = readFigure(reader, 'HeartbeatSeconds', { min: 1, max: maxSeconds });
  const [beat, limit] = [reader.raw('HeartbeatSeconds'), reader.raw('TimeoutSeconds')];
  if (typeof beat === 'number' && typeof limit === 'number' && beat >= limit) {
    reader.fault(undefined, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  return heartbeat;
}

function readChoiceState(name: string, reader: Reader): State {
  reader.require('Choices');
  const rules = reader.raw('Choices');
  if (Array.isArray(rules) && rules.length === 0) reader.fault('Choices', 'Value cannot be empty');
  return {
    type: 'Choice',
    ...readBase(name, reader),
    choices: reader.objects('Choices').map(readChoice),
    fallback: reader.string('Default'),
  };
}

function readUntil(reader: Reader): WaitState['until'] {
  reader.onlyOne(['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], 'needed');
  const seconds = reader.integer('Seconds', { min: 0, max: maxSeconds });
  const secondsPath = reader.referencePath('SecondsPath');
  const timestampPath = reader.referencePath('TimestampPath');
  const ms = readTimestamp(reader);
  if (secondsPath) return { kind: 'secondsPath', path: secondsPath };
  if (timestampPath) return { kind: 'timestampPath', path: timestampPath };
  return ms === undefined ? { kind: 'seconds', seconds: seconds ?? 0 } : { kind: 'timestamp', ms };
}

function readTimestamp(reader: Reader): number | undefined {
  const text = reader.string('Timestamp');
  if (text === undefined) return undefined;
  const instant = parseTimestamp(text);
  return instant ? instant.ms : reader.fault('Timestamp', 'String does not match RFC3339 timestamp');
}
