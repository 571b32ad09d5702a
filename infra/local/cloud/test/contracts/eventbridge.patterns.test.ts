import { TestEventPatternCommand } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { describeContracts } from './contract.ts';
import { envelopeVerdicts, refusedPatterns, sampleEvent, verdicts } from './event-patterns.ts';
import type { CloudUnderTest } from './targets/cloud.ts';

const call = ({ events }: CloudUnderTest, pattern: object, event: object) =>
  events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) }));

describeContracts('EventBridge pattern', (contract) => {
  for (const [operator, triples] of Object.entries(verdicts)) {
    for (const [pattern, detail, matches] of triples) {
      const title = `${operator}: ${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(detail)}`;
      contract(title, async (cloud) => {
        const { Result } = await call(cloud, { detail: pattern }, { ...sampleEvent, detail });
        expect(Result).toBe(matches);
      });
    }
  }

  for (const [pattern, members, matches] of envelopeVerdicts) {
    const title = `the envelope: ${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(members)}`;
    contract(title, async (cloud) => {
      const { Result } = await call(cloud, pattern, { ...sampleEvent, ...members });
      expect(Result).toBe(matches);
    });
  }

  for (const [title, pattern] of Object.entries(refusedPatterns)) {
    contract(`${title} is refused: ${JSON.stringify(pattern)}`, async (cloud) => {
      await expect(call(cloud, pattern, sampleEvent)).rejects.toMatchObject({
        name: 'InvalidEventPatternException',
        message: expect.stringMatching(/^Event pattern is not valid\. Reason: /),
      });
    });
  }
});
