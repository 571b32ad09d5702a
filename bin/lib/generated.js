import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.js';
import { withLock } from './lock.js';
import { cache, root } from './paths.js';
import { hashOf } from './sources.js';
import { UserError } from './user-error.js';

const record = join(cache, 'generated');
const inputs = ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'];

/** Generates Prisma's client from prisma/schema.prisma, if it is missing or old. @throws {UserError} */
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
    // Without this it would download a schema engine, which it does not even run. Any program will do.
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: '1', // do not look for updates over the network
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  const code = await runChild(process.execPath, [prisma, 'generate'], { env, stdout: 'ignore' });
  if (code !== 0) throw new UserError('prisma generate failed (see above); repair prisma/schema.prisma.');
  mkdirSync(cache, { recursive: true });
  writeFileSync(record, hashOf(inputs));
}
