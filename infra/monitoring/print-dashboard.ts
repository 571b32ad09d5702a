/** `npm run dashboard`: the dashboard's source, to look at or to paste into CloudWatch's "View/edit source". */
import { parseArgs } from 'node:util';
import { ConfigError, runsOnAws, stageConfig } from '../config.ts';
import { stageTemplates } from '../synthesis/assembly.ts';
import { renderDashboard } from './render-dashboard.ts';

const help = `npm run dashboard [-- --stage prod] [-- --region eu-central-1]

Prints the source of the CloudWatch dashboard as JSON. Needs no account and no network.

  --stage NAME    dev or prod (prod); stage local has none: see GET /metrics
  --region NAME   the region that the metrics are in (eu-central-1)
`;

try {
  const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const options = { stage: text('prod'), region: text('eu-central-1'), help: { type: 'boolean' } } as const;
  const { stage, region, help: wanted } = parseArgs({ options }).values;
  if (wanted) process.stdout.write(help);
  else {
    const config = stageConfig(stage);
    if (!runsOnAws(config)) throw new ConfigError('Stage local has no dashboard: see GET /metrics.');
    const templates = await stageTemplates(config.stage);
    process.stdout.write(`${JSON.stringify(renderDashboard(templates, region), null, 2)}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
