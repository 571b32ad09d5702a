/**
 * Whose fault is a fault? What comes from the database's condition, from AWS, from the network, from a time-out or from how this system is
 * deployed is ours: every message would meet it, it passes or a person mends it, and then the message is done. Only what is left
 * may be the message's own.
 */
import { isOfTheDatabase } from '../database/condition.ts';
import { DatabaseAwayError } from '../database/database-away-error.ts';
import { ShardLayoutError } from '../database/shards.ts';
import { EnvironmentError } from './config.ts';
import { NewerMessageError } from './message.ts';

/** Node's codes for a peer that cannot be reached, and for a process or machine that has run out of something. */
const systemCodes = new Set([
  'EACCES',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EDQUOT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EIO',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'EROFS',
  'ETIMEDOUT',
]);

const ourErrors = [DatabaseAwayError, ShardLayoutError, EnvironmentError, NewerMessageError];

/** A time-out or cancellation of ours; credentials that could not be got. */
const ourNames = /^(Abort|Timeout|CredentialsProvider|TokenProvider)Error$/;

/** What the driver says without a code when the connection has gone. */
const lostConnection =
  /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$|^Query read timeout$/;

export function isOurFault(fault: unknown): boolean {
  if (fault instanceof AggregateError) return fault.errors.some(isOurFault);
  if (!(fault instanceof Error)) return false;
  return (
    ourErrors.some((ours) => fault instanceof ours) ||
    ourNames.test(fault.name) ||
    lostConnection.test(fault.message) ||
    // An answer of AWS, or a call that got none.
    '$metadata' in fault ||
    ('code' in fault && (systemCodes.has(String(fault.code)) || isOfTheDatabase(fault))) ||
    (fault.cause !== undefined && isOurFault(fault.cause))
  );
}
