import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and what is missing above it. Not `mkdir` with `recursive`: below a file system that makes no directories (/proc)
 * Node's goes round forever.
 * @param path absolute. @throws the system's error: ENOTDIR where something else is in the way
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeDirectory(dirname(path), mode);
      await mkdir(path, { mode }).catch(refuseUnlessDirectory(path));
      return;
    }
    await refuseUnlessDirectory(path)(error);
  }
}

/** Many a file system says something else than EEXIST where it would not have made the directory either. */
function refuseUnlessDirectory(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return;
    throw found
      ? Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${path}'`, { cause: error }), { code: 'ENOTDIR' })
      : error;
  };
}
