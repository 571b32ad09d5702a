/** The CLI finds archives, rules and queues by name; the templates create them under those names. */
import { expect, test } from 'vitest';
import {
  factsArchiveName,
  projectionsRuleName,
  queueName,
  requestsArchiveName,
  requestsRuleName,
} from '../../infra/names.ts';
import { replaySources } from '../../services/replay/sources.ts';

test('replay uses the names of the templates', () => {
  expect(replaySources).toEqual({
    requests: {
      archive: requestsArchiveName,
      rule: requestsRuleName,
      queue: queueName('intake'),
      consumer: 'intake',
    },
    facts: {
      archive: factsArchiveName,
      rule: projectionsRuleName,
      queue: queueName('projections'),
      consumer: 'projections',
    },
  });
});
