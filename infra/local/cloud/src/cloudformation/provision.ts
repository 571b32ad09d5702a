/**
 * Turns synthesized CloudFormation templates into resources on an endpoint that speaks AWS's protocols: the local cloud
 * or LocalStack. It reconciles: existing resources are updated, and those that left the templates are removed.
 */
import { resolve, type Scope } from './intrinsics.ts';
import { collectExports, inDependencyOrder, type PlannedResource } from './order.ts';
import type {
  Clients,
  DesiredResource,
  Outcome,
  Provider,
  ProvisionContext,
  ProvisionedEventSource,
  ProvisionedFunction,
  ProvisionedSchedule,
} from './provider.ts';
import { providers } from './providers/index.ts';
import { scopes } from './scope.ts';
import { type StackTemplate, TemplateError, type Value } from './template.ts';

/** One created resource, remembered until the next start. */
export interface ResourceRecord {
  readonly key: string;
  readonly type: string;
  readonly physicalId: string;
  /** `DeletionPolicy: Retain`: it stays when it leaves the templates. */
  readonly retain: boolean;
}

/** What the last start created, as JSON; the caller keeps it beside the endpoint's own data. */
export interface ProvisionRecord {
  readonly v: 1;
  readonly resources: readonly ResourceRecord[];
}

export interface ProvisionOptions {
  readonly templates: readonly StackTemplate[];
  readonly clients: Clients;
  /** The last start's `record`; without it nothing is removed. */
  readonly previous?: ProvisionRecord | undefined;
  readonly account?: string;
  readonly region?: string;
  /** Whether the endpoint can invoke functions; default: true. */
  readonly invokesFunctions?: boolean;
}

export interface Provisioned {
  readonly functions: readonly ProvisionedFunction[];
  readonly eventSources: readonly ProvisionedEventSource[];
  /** Schedules that the caller must run. */
  readonly schedules: readonly ProvisionedSchedule[];
  readonly resources: readonly ResourceRecord[];
  readonly record: ProvisionRecord;
}

/** @throws TemplateError for unsupported or contradictory templates, Error for any error of the endpoint, with the resource's name */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  const { templates, previous } = options;
  const context = contextOf(options);
  const exports = collectExports(templates);
  const outcomes = new Map<string, Outcome>();
  const scopeOf = scopes(templates, exports, outcomes, context);
  const resources: ResourceRecord[] = [];
  for (const planned of inDependencyOrder(templates, exports)) {
    const scope = scopeOf.get(planned.stackName);
    const { Type: type, Condition: condition, DeletionPolicy: deletion } = planned.resource;
    if (!scope || (condition && !scope.condition(condition))) continue;
    const outcome = await put(planned, scope, context);
    outcomes.set(planned.key, outcome);
    resources.push({ key: planned.key, type, physicalId: outcome.physicalId, retain: deletion === 'Retain' });
  }
  await removeStale(previous?.resources ?? [], resources, context);
  const { functions, eventSources, schedules } = context;
  return { functions, eventSources, schedules, resources, record: { v: 1, resources } };
}

function contextOf(options: ProvisionOptions): ProvisionContext {
  const { clients, account = '000000000000', region = 'us-east-1', invokesFunctions = true } = options;
  const made = { queueUrls: new Map<string, string>(), functions: [], eventSources: [], schedules: [] };
  return { ...clients, account, region, invokesFunctions, ...made };
}

async function put(planned: PlannedResource, scope: Scope, context: ProvisionContext): Promise<Outcome> {
  const { key, stackName, logicalId, resource } = planned;
  const provider = Object.hasOwn(providers, resource.Type) ? providers[resource.Type] : undefined;
  if (!provider) throw new TemplateError(`${key}: resources of type ${resource.Type} cannot be provisioned locally`);
  const properties = (resolve(resource.Properties ?? {}, scope) ?? {}) as Record<string, Value>;
  const desired: DesiredResource = {
    key,
    type: resource.Type,
    defaultName: `${stackName}-${logicalId}`,
    properties,
    metadata: resource.Metadata ?? {},
  };
  refuseUnknownProperties(desired, provider);
  try {
    return await provider.put(desired, context);
  } catch (cause) {
    if (cause instanceof TemplateError) throw cause;
    throw new Error(`${key} (${resource.Type}) could not be provisioned: ${(cause as Error).message}`, { cause });
  }
}

function refuseUnknownProperties({ key, type, properties }: DesiredResource, provider: Provider): void {
  for (const name of Object.keys(properties)) {
    if (!provider.properties.includes(name) && !provider.ignored?.includes(name)) {
      throw new TemplateError(`${key}: property ${name} of ${type} cannot be provisioned locally`);
    }
  }
}

/** In reverse order of creation: nothing is removed while something else still refers to it. */
async function removeStale(
  previous: readonly ResourceRecord[],
  current: readonly ResourceRecord[],
  context: ProvisionContext,
): Promise<void> {
  const kept = new Set(current.map(({ type, physicalId }) => `${type} ${physicalId}`));
  for (const { type, physicalId, retain } of [...previous].reverse()) {
    if (retain || kept.has(`${type} ${physicalId}`)) continue;
    // A resource whose type this version does not know stays.
    await providers[type]?.remove?.(physicalId, context);
  }
}
