/** The log on AWS Lambda: a line of JSON per entry, with the request id and trace id of the invocation. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Log } from './log.ts';

export interface LambdaLog extends Log {
  /** Later entries belong to this invocation. */
  begin(invocation: Context): void;
}

export function lambdaLog(): LambdaLog {
  const logger = new Logger();
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
    begin: (invocation) => logger.addContext(invocation),
  };
}
