/** The command line finds archives, rules and queues by name; the templates make them under those names. */
import { expect, test } from 'vitest';
import {
  factsArchiveName,
  projectionsRuleName,
  queueName,
  requestsArchiveName,
  requestsRuleName,
} from '../../infra/names.ts';
import { intakeConsumer } from '../../services/intake/intake.ts';
import { projectionsConsumer } from '../../services/projections/project.ts';
import { replaySources } from '../../services/replay/sources.ts';

test('what can be replayed is there', () => {
  expect(replaySources).toEqual({
    requests: {
      archive: requestsArchiveName,
      rule: requestsRuleName,
      queue: queueName('intake'),
      consumer: intakeConsumer,
    },
    facts: {
      archive: factsArchiveName,
      rule: projectionsRuleName,
      queue: queueName('projections'),
      consumer: projectionsConsumer,
    },
  });
});
