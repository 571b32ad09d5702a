/** Where things are in this clone, wherever it was put and whatever the working directory is. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
/** npm empties this with every install; what is kept here is rebuilt when missing. */
export const cache = join(root, 'node_modules', '.cache', 'zeroloss');
