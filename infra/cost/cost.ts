/** What a stage costs in an idle month, and per million transfers. */
import { ConfigError, runsOnAws, stageConfig } from '../config.ts';
import { stageTemplates } from '../synthesis/assembly.ts';
import { costOfIdleStage, hasStandby } from './idle.ts';
import { amountOf, type CostLine, totalOf } from './line.ts';
import { costPerMillion } from './per-million.ts';
import type { Metered } from './usage.ts';

export interface Bill {
  readonly lines: readonly (CostLine & { readonly amount: number })[];
  /** US dollars. */
  readonly total: number;
}

export interface StageCost {
  readonly stage: string;
  readonly idleMonth: Bill;
  readonly perMillionTransfers: Bill;
}

/** @throws ConfigError for an unknown stage, and for `local`, which costs nothing */
export async function stageCost(stage: string, metered: Metered): Promise<StageCost> {
  const config = stageConfig(stage);
  if (!runsOnAws(config)) throw new ConfigError('Stage local runs on your own machine: choose dev or prod.');
  const templates = await stageTemplates(config.stage);
  return {
    stage,
    idleMonth: bill(costOfIdleStage(config, templates)),
    perMillionTransfers: bill(costPerMillion(config, metered, hasStandby(templates))),
  };
}

function bill(lines: readonly CostLine[]): Bill {
  return { lines: lines.map((line) => ({ ...line, amount: amountOf(line) })), total: totalOf(lines) };
}
