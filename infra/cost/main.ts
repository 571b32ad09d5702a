/** `zeroloss cost`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../../services/operator/root.ts';
import { ConfigError } from '../config.ts';
import { type StageCost, stageCost } from './cost.ts';
import { costDocument } from './markdown.ts';
import { type Metered, readMetered } from './usage.ts';

export interface CostOptions {
  /** dev and prod if left out. */
  readonly stage?: string;
  /** A file that `npm run bench -- --json` printed; infra/cost/metered.json if left out. */
  readonly bench?: string;
}

export interface Costs {
  readonly costs: readonly StageCost[];
  /** The same as Markdown. */
  readonly document: string;
}

/** @throws ConfigError */
export async function computeCosts({ stage, bench }: CostOptions): Promise<Costs> {
  const metered = readUsage(bench ?? join(rootDir, 'infra/cost/metered.json'));
  const costs = await Promise.all((stage ? [stage] : ['dev', 'prod']).map((name) => stageCost(name, metered)));
  return { costs, document: costDocument(costs, metered) };
}

/** @returns the path that was written, relative to the clone */
export function writeCostDocument({ document }: Costs): string {
  const path = 'docs/cost.md';
  writeFileSync(join(rootDir, path), document);
  return path;
}

function readUsage(file: string): Metered {
  try {
    return readMetered(file);
  } catch (cause) {
    throw new ConfigError((cause as Error).message, { cause });
  }
}
