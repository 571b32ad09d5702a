import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's directory. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
/** npm empties this at every install, so it holds only what can be made again. */
export const cache = join(root, 'node_modules', '.cache', 'zeroloss');
