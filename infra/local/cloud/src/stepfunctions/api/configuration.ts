/** The parts of a state machine that are kept and described but change nothing in what runs here. */
import { anything, boolean, type InputOf, ignored, list, oneOf, refused, structure } from '../../core/input.ts';
import type { LoggingConfiguration } from '../engine/machine.ts';
import { invalidLogging, validation } from './errors.ts';

const logging = {
  level: oneOf('ALL', 'ERROR', 'FATAL', 'OFF'),
  includeExecutionData: boolean,
  destinations: list(anything),
};

export const configuration = {
  loggingConfiguration: ignored('nothing is logged', structure(logging)),
  tracingConfiguration: ignored('nothing is traced', structure({ enabled: boolean })),
  encryptionConfiguration: refused('customer managed keys', ({ type }: { type?: unknown }) =>
    type === 'AWS_OWNED_KEY'
      ? undefined
      : validation('The local cloud does not support encryptionConfiguration with a customer managed key'),
  ),
  publish: refused('versions', (publish: unknown) =>
    publish ? validation('The local cloud does not support publishing versions') : undefined,
  ),
  versionDescription: refused('versions', () => validation('Version description can only be set when publish is true')),
};

export const noLogging: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };

/** @throws InvalidLoggingConfiguration */
export function readLogging(given: InputOf<typeof logging> | undefined): LoggingConfiguration | undefined {
  if (given === undefined) return undefined;
  const { level = 'OFF', destinations = [], includeExecutionData = false } = given;
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length !== 1)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  return given.destinations ? { destinations, level, includeExecutionData } : { level, includeExecutionData };
}
