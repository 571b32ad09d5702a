import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stageCost } from '../../infra/cost/cost.ts';
import { costDocument } from '../../infra/cost/markdown.ts';
import { readMetered } from '../../infra/cost/usage.ts';

test('docs/cost.md is up to date; if not: npm run cost -- --write', async () => {
  const metered = readMetered();
  const costs = await Promise.all(['dev', 'prod'].map((stage) => stageCost(stage, metered)));
  expect(readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8')).toBe(costDocument(costs, metered));
});

test('refuses stage local and unknown stages', async () => {
  await expect(stageCost('local', readMetered())).rejects.toThrow('Stage local runs on your own machine');
  await expect(stageCost('nowhere', readMetered())).rejects.toThrow('Unknown stage "nowhere"');
});
