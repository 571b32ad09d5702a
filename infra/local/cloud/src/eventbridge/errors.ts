/** EventBridge's errors: https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html and each operation's. */
import { conversionFailure, type InputErrors } from '../core/input.ts';
import { AwsError } from '../core/service.ts';
import { EventPattern, InvalidPattern } from './pattern/event-pattern.ts';

export const validation = (message: string) => new AwsError('ValidationException', message);

export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);

export const alreadyExists = (message: string) => new AwsError('ResourceAlreadyExistsException', message);

export const limitExceeded = () =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

export const illegalStatus = (message: string) => new AwsError('IllegalStatusException', message);

export const inputErrors: InputErrors = {
  wrongType: (value, wanted) => new AwsError('SerializationException', conversionFailure(value, wanted)),
  violations: validation,
};

/** @throws AwsError InvalidEventPatternException */
export function compilePattern(text: string): EventPattern {
  try {
    return EventPattern.compile(text);
  } catch (error) {
    if (!(error instanceof InvalidPattern)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}
