/**
 * The local cloud as an unmodified boto3 sees it. `foreign-clients/<service>.py` runs all its cases at once;
 * `<service>.answers.ts` has their expected results.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithPython } from './foreign-clients/describe-with-python.ts';
import { eventsAnswers } from './foreign-clients/eventbridge.answers.ts';
import { type ForeignCloud, openForeignCloud } from './foreign-clients/open-cloud.ts';
import { sqsAnswers } from './foreign-clients/sqs.answers.ts';
import { statesAnswers } from './foreign-clients/stepfunctions.answers.ts';

const services: readonly (readonly [service: string, answers: Readonly<Record<string, unknown>>])[] = [
  ['sqs', sqsAnswers],
  ['eventbridge', eventsAnswers],
  ['stepfunctions', statesAnswers],
];

for (const [service, answers] of services) {
  describeWithPython(`boto3 ${service}`, (python) => {
    let cloud: ForeignCloud;
    let results: Record<string, unknown>;

    beforeAll(async () => {
      cloud = await openForeignCloud();
      results = JSON.parse(await cloud.run(python, [join(import.meta.dirname, 'foreign-clients', `${service}.py`)]));
    });
    afterAll(async () => expect(await cloud.close()).toEqual([]));

    test.each(Object.entries(answers))('%s', (name, answer) => expect(results[name]).toEqual(answer));
    test('has no case without an answer here', () => expect(Object.keys(results)).toEqual(Object.keys(answers)));
  });
}
