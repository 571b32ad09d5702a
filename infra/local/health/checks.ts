/** The parts of a running system that the health check tests. */
import { DescribeEventBusCommand } from '@aws-sdk/client-eventbridge';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import type { Clients, Provisioned, Store } from '@zeroloss/local-cloud';
import type { Shards } from '../../../services/database/shards.ts';
import { checkDatabase } from './database-check.ts';
import type { Check } from './health.ts';

export function checksOf(
  { events, states }: Clients,
  shards: Shards,
  store: Store,
  { resources }: Provisioned,
): Check[] {
  const physicalIds = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);
  const writable = async () => {
    if (store.failure) throw store.failure;
  };
  return [
    {
      name: 'bus',
      run: async () => {
        await writable();
        for (const Name of physicalIds('AWS::Events::EventBus'))
          await events.send(new DescribeEventBusCommand({ Name }));
      },
    },
    {
      name: 'workflow',
      run: async () => {
        await writable();
        for (const stateMachineArn of physicalIds('AWS::StepFunctions::StateMachine')) {
          await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
        }
      },
    },
    {
      name: 'database',
      run: async () => {
        await Promise.all(shards.all.map(checkDatabase));
      },
    },
  ];
}
