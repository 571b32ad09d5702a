import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { rootDir } from '../../../services/operator/root.ts';

/** The packages that loading the file loads, directly or through other files. */
async function packagesLoadedBy(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(rootDir, file)],
    absWorkingDir: rootDir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  const seen = new Set([file]);
  for (const path of seen) {
    for (const { path: imported, kind } of metafile.inputs[path]?.imports ?? []) {
      if (kind === 'import-statement') seen.add(imported);
    }
  }
  return [...seen].filter((path) => !(path in metafile.inputs));
}

test('the local runtime loads the handlers without X-Ray’s tracer, which watches every promise of the process', async () => {
  const packages = await packagesLoadedBy('infra/local/functions/handlers.ts');
  expect(packages).toContain('zod');
  expect(packages.filter((name) => /powertools|xray/.test(name))).toEqual([]);
});
