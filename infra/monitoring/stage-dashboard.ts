/** `zeroloss dashboard`. */
import { ConfigError, runsOnAws, stageConfig } from '../config.ts';
import { stageTemplates } from '../synthesis/assembly.ts';
import { type Dashboard, renderDashboard } from './render-dashboard.ts';

export interface DashboardOptions {
  readonly stage: string;
  readonly region: string;
}

/** @throws ConfigError if the stage is unknown or does not run on AWS */
export async function stageDashboard({ stage, region }: DashboardOptions): Promise<Dashboard> {
  const config = stageConfig(stage);
  if (!runsOnAws(config)) throw new ConfigError('Stage local has no dashboard: see GET /metrics.');
  return renderDashboard(await stageTemplates(config.stage), region);
}
