/** `npm run bundles`: what is deployed, function by function, its size and how long a cold start imports it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { synthesize } from '../../infra/synthesis/assembly.ts';
import { type Bundle, bundlesOf } from './bundles.ts';
import { Instance } from './instance.ts';

const { node } = parseArgs({ options: { node: { type: 'string' } } }).values;

/** Imports of each bundle; the quickest counts, the others waited for something else on this machine. */
const imports = 3;

async function importMs(bundle: Bundle): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < imports; turn += 1) {
    const instance = await Instance.start({ bundle, environment: {}, node });
    times.push(instance.importMs);
    await instance.stop();
  }
  return Math.min(...times);
}

const directory = await mkdtemp(join(tmpdir(), 'zeroloss-bundles-'));
try {
  await synthesize(directory, { stage: 'prod' });
  const table = new Table({ head: ['function', 'zipped', 'packages', 'import'], style: { head: [], border: [] } });
  for (const bundle of bundlesOf(directory)) {
    const { name, zippedBytes, packages } = bundle;
    table.push([
      name,
      `${(zippedBytes / 1e6).toFixed(2)} MB`,
      packages.size,
      `${Math.round(await importMs(bundle))} ms`,
    ]);
  }
  console.log(table.toString());
} finally {
  await rm(directory, { recursive: true, force: true });
}
