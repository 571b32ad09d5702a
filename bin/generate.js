#!/usr/bin/env node
/** `npm run generate`: Prisma's client from prisma/schema.prisma, without any download. */
import { ensureGenerated } from './lib/generated.js';
import { ensureInstalled } from './lib/installed.js';
import { requireNode } from './lib/node-version.js';
import { run } from './lib/stop.js';

await run(async () => {
  requireNode();
  await ensureInstalled();
  await ensureGenerated();
});
