/** `npm run cost`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stageCost } from './cost.ts';
import { costDocument } from './markdown.ts';
import { readMetered } from './usage.ts';

const help = `npm run cost [-- --stage prod] [-- --json]

What a stage costs in an idle month and per million completed transfers, computed out of its templates, the metered use of a transfer and
infra/cost/prices.ts. Needs no account and no network.

  --stage NAME   dev or prod; both unless told
  --bench FILE   use of a transfer as \`npm run bench -- --json\` printed it (infra/cost/metered.json)
  --json         one JSON value instead of tables
  --write        write docs/cost.md
  --help         this text
`;

async function main(): Promise<void> {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const options = { stage: text, bench: text, json: flag, write: flag, help: flag };
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const metered = readMetered(values.bench);
  const costs = await Promise.all(
    (values.stage ? [values.stage] : ['dev', 'prod']).map((stage) => stageCost(stage, metered)),
  );
  if (values.write) writeFileSync(new URL('../../docs/cost.md', import.meta.url), costDocument(costs, metered));
  else process.stdout.write(values.json ? `${JSON.stringify(costs)}\n` : costDocument(costs, metered));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
