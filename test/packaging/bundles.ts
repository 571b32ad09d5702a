/** The functions' bundles as deployed: the file assets of a synthesized assembly. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Value } from '../../infra/synthesis/template.ts';
import { rootDir } from '../../services/operator/root.ts';

export interface Bundle {
  /** `zeroloss-debit`. */
  readonly name: string;
  /** Holds `index.mjs`, its source map, and the files that the function reads. */
  readonly directory: string;
  /** Size in bytes as deployed: deflated files with a ZIP's headers. */
  readonly zippedBytes: number;
  /** Directory of each package in it, relative to the clone: `node_modules/pg`. */
  readonly packages: ReadonlySet<string>;
}

/** @param assembly directory written by `cdk synth` */
export function bundlesOf(assembly: string): Bundle[] {
  return stackTemplates(assembly).flatMap((template) =>
    Object.values(template.Resources ?? {})
      .filter(({ Type, Metadata }) => Type === 'AWS::Lambda::Function' && Metadata?.['zeroloss:entry'])
      .map(({ Properties }) => {
        const directory = join(assembly, `asset.${String(Properties.Code.S3Key).replace(/\.zip$/, '')}`);
        return {
          name: String(Properties.FunctionName),
          directory,
          zippedBytes: zippedBytes(directory),
          packages: packagesIn(directory),
        };
      }),
  );
}

interface FunctionTemplate {
  readonly Resources?: Record<
    string,
    {
      readonly Type: string;
      readonly Metadata?: Record<string, Value>;
      readonly Properties: { readonly FunctionName: Value; readonly Code: { readonly S3Key: Value } };
    }
  >;
}

function stackTemplates(assembly: string): FunctionTemplate[] {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  return files.map((file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')) as FunctionTemplate);
}

/** A ZIP has a header before each file and one in its directory, both with the file's name. */
const headerBytes = 30 + 46;

function zippedBytes(directory: string): number {
  return filesBelow(directory)
    .map((file) => deflateRawSync(readFileSync(join(directory, file))).length + headerBytes + 2 * file.length)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Paths relative to the directory, sorted. */
export function filesBelow(directory: string): string[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(directory, join(parentPath, name))).sort();
}

function packagesIn(directory: string): ReadonlySet<string> {
  const map = JSON.parse(readFileSync(join(directory, 'index.mjs.map'), 'utf8')) as { sources: string[] };
  // Greedy, so that nested packages give the innermost.
  const packages = map.sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []);
  return new Set(packages);
}

/** Names of AWS SDK packages that the bundle has in more than one version. */
export function duplicatedSdkIn({ packages }: Bundle): string[] {
  const names = [...packages].map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  return names.filter((name, index) => /^@(aws|aws-sdk|smithy)\//.test(name) && names.indexOf(name) !== index);
}

/** Packages in the bundle that are needed only for development. */
export function devPackagesIn({ packages }: Bundle): string[] {
  const lock = JSON.parse(readFileSync(join(rootDir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean } | undefined>;
  };
  return [...packages].filter((path) => lock.packages[path]?.dev !== undefined);
}
