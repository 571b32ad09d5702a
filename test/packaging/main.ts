/** `zeroloss bundles`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { synthesize } from '../../infra/synthesis/assembly.ts';
import { type Bundle, bundlesOf } from './bundles.ts';
import { Instance } from './instance.ts';

/** Imports of each bundle. The fastest counts: the others waited for something else on this machine. */
const imports = 3;

export interface MeasuredBundle {
  readonly function: string;
  readonly zippedBytes: number;
  readonly packages: number;
  readonly importMs: number;
}

/** Bundles the functions as they are deployed. @param node the Node.js that imports them; that of this process if left out */
export async function measureBundles({ node }: { readonly node?: string }): Promise<MeasuredBundle[]> {
  const directory = await mkdtemp(join(tmpdir(), 'zeroloss-bundles-'));
  try {
    await synthesize(directory, { stage: 'prod' });
    const measured: MeasuredBundle[] = [];
    for (const bundle of bundlesOf(directory)) {
      const { name, zippedBytes, packages } = bundle;
      measured.push({ function: name, zippedBytes, packages: packages.size, importMs: await importMs(bundle, node) });
    }
    return measured;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export function bundlesText(bundles: readonly MeasuredBundle[]): string {
  const table = new Table({ head: ['function', 'zipped', 'packages', 'import'], style: { head: [], border: [] } });
  for (const { function: name, zippedBytes, packages, importMs: ms } of bundles)
    table.push([name, `${(zippedBytes / 1e6).toFixed(2)} MB`, packages, `${ms} ms`]);
  return table.toString();
}

async function importMs(bundle: Bundle, node: string | undefined): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < imports; turn += 1) {
    const instance = await Instance.start({ bundle, environment: {}, node });
    times.push(instance.importMs);
    await instance.stop();
  }
  return Math.round(Math.min(...times));
}
