/** The parts of a state machine that are kept and shown but change nothing in what runs here. */
import type { Json } from '../../core/service.ts';
import type { LoggingConfiguration } from '../engine/machine.ts';
import { invalidLogging, validation } from './errors.ts';
import type { Request } from './request.ts';

const levels = ['ALL', 'ERROR', 'FATAL', 'OFF'];

export const noLogging: LoggingConfiguration = { level: 'OFF', includeExecutionData: false };

/** @throws InvalidLoggingConfiguration */
export function readLogging(request: Request): LoggingConfiguration | undefined {
  const given: Json = request.raw('loggingConfiguration');
  if (given === undefined) return undefined;
  const level = given.level ?? 'OFF';
  if (!levels.includes(level)) {
    throw validation(
      `1 validation error detected: Value '${level}' at 'loggingConfiguration.level' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${levels.join(', ')}]`,
    );
  }
  const destinations: Json[] = given.destinations ?? [];
  if (destinations.length > 1 || (level !== 'OFF' && destinations.length !== 1)) {
    throw invalidLogging('Must specify exactly one Log Destination.');
  }
  const logging = { level, includeExecutionData: given.includeExecutionData === true };
  return given.destinations ? { destinations, ...logging } : logging;
}

/** @throws ValidationException for what this cloud does not have */
export function refuseUnsupported(request: Request): void {
  const encryption: Json = request.raw('encryptionConfiguration');
  if (encryption !== undefined && encryption.type !== 'AWS_OWNED_KEY') {
    throw validation('The local cloud does not support encryptionConfiguration with a customer managed key');
  }
  if (request.boolean('publish')) throw validation('The local cloud does not support publishing versions');
  if (request.raw('versionDescription') !== undefined) {
    throw validation('Version description can only be set when publish is true');
  }
}

export function readTracing(request: Request): boolean | undefined {
  const given: Json = request.raw('tracingConfiguration');
  return given === undefined ? undefined : given.enabled === true;
}
