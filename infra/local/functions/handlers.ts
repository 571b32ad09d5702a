/** The Lambda functions' modules by their source file, as the templates name it. */

import type { HostedFunction, ProvisionedFunction } from '@zeroloss/local-cloud';
import * as credit from '../../../services/credit/credit.lambda.ts';
import * as debit from '../../../services/debit/debit.lambda.ts';
import * as intake from '../../../services/intake/intake.lambda.ts';
import * as relay from '../../../services/outbox/relay.lambda.ts';
import * as projections from '../../../services/projections/projections.lambda.ts';
import * as rollback from '../../../services/rollback/rollback.lambda.ts';
import type { Runtime } from '../../../services/runtime/runtime.ts';
import * as sweeper from '../../../services/sweeper/sweeper.lambda.ts';

/** Whose role's connections a function has. */
type Role = 'service' | 'projections';

interface Module {
  create(runtime: Runtime): HostedFunction['handler'];
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

/** What a function's handler finds where it runs, beside the environment of its template. */
export interface Place {
  /** AWS. */
  readonly endpoint: string;
  /** The ledger's, as the function's role, shard 0 first. */
  readonly databaseUrls: readonly string[];
}

/** A function's handler, made of its module with the environment that the template gives it. */
export function moduleHandler(
  hosted: ProvisionedFunction,
  runtimes: Readonly<Record<Role, Omit<Runtime, 'env'>>>,
): HostedFunction['handler'] {
  const module = modules[hosted.handlerEntry];
  if (!module)
    throw new Error(
      `function ${hosted.name} has the handler ${hosted.handlerEntry}, which infra/local/functions/handlers.ts lacks`,
    );
  return module.create({ ...runtimes[roleOf(hosted)], env: hosted.environment });
}

/** Each provisioned function with its handler. */
export function hostedFunctions(
  functions: readonly ProvisionedFunction[],
  handlerOf: (hosted: ProvisionedFunction) => HostedFunction['handler'],
): Map<string, HostedFunction> {
  return new Map(
    functions.map((hosted) => {
      const { name, arn, timeoutSeconds, memoryMiB } = hosted;
      return [name, { arn, timeoutSeconds, memoryMiB, handler: handlerOf(hosted) }];
    }),
  );
}
