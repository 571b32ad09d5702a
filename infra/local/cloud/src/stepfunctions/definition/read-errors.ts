/** Retry and Catch: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */

import { readResultPath } from './read-paths.ts';
import type { Reader } from './reader.ts';
import type { Catcher, Retrier } from './types.ts';

export function readRetriers(state: Reader): Retrier[] {
  const readers = state.objects('Retry');
  return readers.map((reader, index) => {
    const retrier = {
      errorEquals: readErrorEquals(reader, index === readers.length - 1),
      intervalSeconds: reader.integer('IntervalSeconds', { min: 1, max: 99_999_999 }) ?? 1,
      maxAttempts: reader.integer('MaxAttempts', { min: 0, max: 99_999_999 }) ?? 3,
      backoffRate: reader.float('BackoffRate', { min: 1 }) ?? 2,
      maxDelaySeconds: reader.integer('MaxDelaySeconds', { min: 1, max: 31_622_400 }) ?? Number.POSITIVE_INFINITY,
      fullJitter: readJitter(reader) === 'FULL',
    };
    reader.finish();
    return retrier;
  });
}

function readJitter(reader: Reader): string {
  const strategy = reader.string('JitterStrategy') ?? 'NONE';
  if (strategy !== 'NONE' && strategy !== 'FULL') {
    reader.fault('JitterStrategy', 'Value should be one of the following: [NONE, FULL]');
  }
  return strategy;
}

export function readCatchers(state: Reader): Catcher[] {
  const readers = state.objects('Catch');
  return readers.map((reader, index) => {
    reader.require('Next');
    const catcher = {
      errorEquals: readErrorEquals(reader, index === readers.length - 1),
      next: reader.string('Next') ?? '',
      resultPath: readResultPath(reader),
    };
    reader.finish();
    return catcher;
  });
}

function readErrorEquals(reader: Reader, last: boolean): string[] {
  reader.require('ErrorEquals');
  const names = reader.raw('ErrorEquals');
  if (!reader.has('ErrorEquals')) return [];
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    reader.fault('ErrorEquals', 'Expected value of type Array');
    return [];
  }
  if (names.length === 0) reader.fault('ErrorEquals', 'Value cannot be empty');
  if (names.includes('States.ALL') && (names.length > 1 || !last)) {
    reader.fault('ErrorEquals', 'States.ALL must appear alone and at end of list');
  }
  return names;
}
