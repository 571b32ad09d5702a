/** The order in which resources are created: each after everything that it refers to, across stacks. */
import { visitReferences } from './intrinsics.ts';
import { type StackTemplate, TemplateError, type TemplateResource, type Value } from './template.ts';

export interface PlannedResource {
  /** `stack/LogicalId`: unique over all templates. */
  readonly key: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

/** Exports by name, each with its stack and its value. */
export type Exports = ReadonlyMap<string, { readonly stackName: string; readonly value: Value }>;

export function collectExports(templates: readonly StackTemplate[]): Exports {
  const exports = new Map<string, { stackName: string; value: Value }>();
  for (const { stackName, template } of templates) {
    for (const output of Object.values(template.Outputs ?? {})) {
      const name = output.Export?.Name;
      if (typeof name === 'string') exports.set(name, { stackName, value: output.Value });
    }
  }
  return exports;
}

/** All resources, dependencies first, otherwise in the templates' order. @throws TemplateError for a circular dependency */
export function inDependencyOrder(templates: readonly StackTemplate[], exports: Exports): PlannedResource[] {
  const planned = new Map<string, PlannedResource>();
  for (const { stackName, template } of templates) {
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      const key = `${stackName}/${logicalId}`;
      planned.set(key, { key, stackName, logicalId, resource });
    }
  }
  const ordered: PlannedResource[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const place = (key: string, path: readonly string[]): void => {
    const resource = planned.get(key);
    if (!resource || state.get(key) === 'done') return;
    if (state.get(key) === 'open')
      throw new TemplateError(`Resources depend on each other: ${[...path, key].join(' → ')}`);
    state.set(key, 'open');
    for (const dependency of dependencies(resource, exports)) place(dependency, [...path, key]);
    state.set(key, 'done');
    ordered.push(resource);
  };
  for (const key of planned.keys()) place(key, []);
  return ordered;
}

function dependencies({ stackName, resource }: PlannedResource, exports: Exports): Set<string> {
  const keys = new Set([resource.DependsOn ?? []].flat().map((logicalId) => `${stackName}/${logicalId}`));
  const follow = (value: Value, stack: string): void =>
    visitReferences(value, (kind, name) => {
      if (kind === 'local') {
        keys.add(`${stack}/${name}`);
        return;
      }
      const exported = exports.get(name);
      if (!exported) throw new TemplateError(`${stack} imports ${name}, which no template exports`);
      follow(exported.value, exported.stackName);
    });
  follow(resource.Properties ?? {}, stackName);
  return keys;
}
