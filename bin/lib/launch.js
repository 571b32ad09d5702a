/** Runs one of the system's programs in this process, after making sure that everything it needs is there. */
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './built.js';
import { ensureGenerated } from './generated.js';
import { ensureInstalled } from './installed.js';
import { requireNode } from './node-version.js';
import { programs } from './programs.js';
import { run } from './stop.js';

/** @param name a key of `programs` */
export async function launch(name) {
  let program;
  await run(async () => {
    requireNode();
    await ensureInstalled();
    await ensureGenerated();
    program = await ensureBuilt(programs[name]);
  });
  if (program) await import(pathToFileURL(program).href);
}
