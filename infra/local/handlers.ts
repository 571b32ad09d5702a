/** The Lambda functions' modules by their source file, as the templates name it. */
import * as credit from '../../services/credit/credit.lambda.ts';
import * as debit from '../../services/debit/debit.lambda.ts';
import * as intake from '../../services/intake/intake.lambda.ts';
import * as relay from '../../services/outbox/relay.lambda.ts';
import * as projections from '../../services/projections/projections.lambda.ts';
import * as rollback from '../../services/rollback/rollback.lambda.ts';
import type { Runtime } from '../../services/shared/runtime.ts';
import * as sweeper from '../../services/sweeper/sweeper.lambda.ts';
import type { HostedFunction } from './lambda/host.ts';
import type { ProvisionedFunction } from './provision/provider.ts';

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

const roleOf = (handlerEntry: string): Role => (modules[handlerEntry] === projections ? 'projections' : 'service');

/** Each provisioned function with its handler, made with the environment that the template gives it. */
export function hostedFunctions(
  functions: readonly ProvisionedFunction[],
  runtimes: Readonly<Record<Role, Omit<Runtime, 'env'>>>,
): Map<string, HostedFunction> {
  return new Map(
    functions.map(({ name, arn, handlerEntry, environment, timeoutSeconds, memoryMiB }) => {
      const module = modules[handlerEntry];
      if (!module)
        throw new Error(`function ${name} has the handler ${handlerEntry}, which infra/local/handlers.ts lacks`);
      const runtime = { ...runtimes[roleOf(handlerEntry)], env: environment };
      return [name, { arn, timeoutSeconds, memoryMiB, handler: module.create(runtime) }];
    }),
  );
}
