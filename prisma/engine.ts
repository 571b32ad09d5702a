/**
 * Prisma's schema engine as WebAssembly, over a given database connection: what `prisma migrate deploy` runs, without
 * its native program (which would have to be downloaded), so that the laptop, CI and a Lambda migrate alike.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

const glueModule = '@prisma/schema-engine-wasm/schema_engine_bg';

/** The caller frees it: `engine.free()`. */
export async function openEngine(factory: SqlMigrationAwareDriverAdapterFactory): Promise<SchemaEngine> {
  const glue = await import(glueModule);
  await loading(glue);
  return glue.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** The part of the global that is used here; its types come with the DOM's, which this project does not load. */
interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: Record<string, () => void> } }>;
}

interface Glue {
  __wbg_set_wasm(exports: object): void;
}

let loaded: Promise<void> | undefined;

/**
 * The package's own entry imports the .wasm file as a module, which Node does only behind a flag; this does what that
 * import would. Once per process: the glue keeps one instance in a global of its own.
 */
function loading(glue: Glue): Promise<void> {
  loaded ??= (async () => {
    const directory = dirname(createRequire(import.meta.url).resolve(glueModule));
    const bytes = await readFile(join(directory, 'schema_engine_bg.wasm'));
    const { WebAssembly: api } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
    const { instance } = await api.instantiate(bytes, { './schema_engine_bg.js': withoutHolding(glue) });
    glue.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start?.();
  })();
  return loaded;
}

/** The engine's lock has a time-out of ten seconds that runs on when the lock was got: it must not keep the process alive so long. */
function withoutHolding(glue: Glue): object {
  const timers = Object.entries(glue).filter(([name]) => name.startsWith('__wbg_setTimeout'));
  const unrefed = timers.map(([name, start]) => [name, (...args: unknown[]) => start(...args).unref()]);
  return { ...glue, ...Object.fromEntries(unrefed) };
}
