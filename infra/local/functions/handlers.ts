/** The Lambda functions' modules, by the source file that the templates name. */
import type { HostedFunction, ProvisionedFunction } from '@zeroloss/local-cloud';
import * as credit from '../../../services/credit/credit.lambda.ts';
import * as debit from '../../../services/debit/debit.lambda.ts';
import * as intake from '../../../services/intake/intake.lambda.ts';
import * as relay from '../../../services/outbox/relay.lambda.ts';
import * as projections from '../../../services/projections/projections.lambda.ts';
import * as rollback from '../../../services/rollback/rollback.lambda.ts';
import type { Environment } from '../../../services/runtime/config.ts';
import type { Runtime } from '../../../services/runtime/runtime.ts';
import * as sweeper from '../../../services/sweeper/sweeper.lambda.ts';

/** The database role that a function connects as. */
export type Role = 'service' | 'projections';

interface Module {
  create(runtime: Runtime, env: Environment): HostedFunction['handler'];
}

const modules: Readonly<Record<string, Module>> = {
  'services/intake/intake.lambda': intake,
  'services/debit/debit.lambda': debit,
  'services/credit/credit.lambda': credit,
  'services/rollback/rollback.lambda': rollback,
  'services/outbox/relay.lambda': relay,
  'services/sweeper/sweeper.lambda': sweeper,
  'services/projections/projections.lambda': projections,
};

export const roleOf = ({ handlerEntry }: ProvisionedFunction): Role =>
  modules[handlerEntry] === projections ? 'projections' : 'service';

/** What a handler needs to run elsewhere, in addition to the environment of its template. */
export interface HandlerLocation {
  /** Endpoint of AWS. */
  readonly endpoint: string;
  /** The ledger's databases, as the function's role; shard 0 first. */
  readonly databaseUrls: readonly string[];
}

/** The handler of a function's module, with the environment of its template. */
export function moduleHandler(
  hosted: ProvisionedFunction,
  runtimes: Readonly<Record<Role, Runtime>>,
): HostedFunction['handler'] {
  const module = modules[hosted.handlerEntry];
  if (!module) {
    throw new Error(
      `function ${hosted.name} has the handler ${hosted.handlerEntry}, which is missing in infra/local/functions/handlers.ts`,
    );
  }
  return module.create(runtimes[roleOf(hosted)], hosted.environment);
}
