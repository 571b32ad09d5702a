/** Fields that several operations have. */
import { integer, oneOf, required, text } from '../../core/input.ts';

export const arn = text({ min: 1, max: 256 });

export const name = text({ min: 1, max: 80 });

export const includedData = oneOf('ALL_DATA', 'METADATA_ONLY');

export const taskToken = required(text({ min: 1, max: 2048 }));

/** Of a failure that a client reports. */
export const failure = {
  error: text({ max: 256, sensitive: true }),
  cause: text({ max: 32_768, sensitive: true }),
};

/** `pageSize` reads `maxResults`. */
export const paging = (maxTokenLength: number) => ({
  maxResults: integer({ min: 0, max: 1000 }),
  nextToken: text({ min: 1, max: maxTokenLength }),
});

/** "A value of 0 uses the default", which is 100. */
export const pageSize = (maxResults: number | undefined): number => maxResults || 100;
