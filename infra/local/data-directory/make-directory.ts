import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and its missing parents. `mkdir` with `recursive` will not do: Node's loops forever on a file system that
 * makes no directories (/proc).
 * @param path absolute. @throws the system's error; ENOTDIR if something else is in the way
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

/** Some file systems report an existing directory with another code than EEXIST. */
function refuseUnlessDirectory(path: string): (error: unknown) => Promise<void> {
  return async (error) => {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) return;
    throw found
      ? Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${path}'`, { cause: error }), { code: 'ENOTDIR' })
      : error;
  };
}
