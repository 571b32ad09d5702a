/** Makes sure that Prisma's client is that of prisma/schema.prisma. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.js';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { hashOf } from './sources.js';
import { Stop } from './stop.js';

const record = join(cache, 'generated');
const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];

export async function ensureGenerated() {
  if (isFresh()) return;
  await withLock('generate', async () => {
    if (!isFresh()) await generate();
  });
}

function isFresh() {
  const made = existsSync(record) ? readFileSync(record, 'utf8') : '';
  return made === hashOf(inputs) && existsSync(join(root, 'prisma', 'client', 'client.ts'));
}

async function generate() {
  const prisma = join(root, 'node_modules', 'prisma', 'build', 'index.js');
  const env = {
    // It insists on a schema engine, which it would download, but does not run it: any program will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1', // no look for updates over the network
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  const code = await runChild(process.execPath, [prisma, 'generate'], { env, stdout: 'ignore' });
  if (code !== 0) throw new Stop('prisma generate failed (see above); repair prisma/schema.prisma.');
  mkdirSync(cache, { recursive: true });
  writeFileSync(record, hashOf(inputs));
}
