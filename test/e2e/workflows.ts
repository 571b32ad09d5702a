/** The workflow's own end of every transfer, against the outcome that the ledger's records decided. */
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { waitFor } from '../../infra/local/wait-for.ts';
import type { AwsSystem } from './aws-target.ts';
import type { Registered } from './requests.ts';

const atOnce = 10;
const patienceMs = 60_000;

/** Transfers, with what each side says, on which workflow and registry do not agree. Waits for executions that still end. */
export async function disagreements(system: AwsSystem, transfers: readonly Registered[]): Promise<object[]> {
  const waiting = [...transfers];
  const found: object[] = [];
  const worker = async () => {
    for (let transfer = waiting.pop(); transfer; transfer = waiting.pop()) {
      const end = await endOf(system, transfer);
      const workflow = end.output ? (JSON.parse(end.output) as { outcome?: string }).outcome : undefined;
      if (end.status !== 'SUCCEEDED' || workflow !== transfer.outcome) found.push({ ...transfer, ...end });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
}

async function endOf({ clients, stateMachineArn }: AwsSystem, { id, attempt }: Registered) {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${id}-${attempt}`;
  return waitFor(patienceMs, `execution ${id}-${attempt} still runs`, async () => {
    const { status, output } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : { status, output };
  });
}
