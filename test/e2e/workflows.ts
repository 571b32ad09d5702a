/** Compares how each transfer's workflow ended with the outcome that the ledger's records decided. */
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { waitFor } from '../../infra/local/wait-for.ts';
import type { AwsSystem } from './aws-target.ts';
import type { Registered } from './requests.ts';

const concurrency = 10;
const timeoutMs = 60_000;

/** Waits for running executions. @returns the transfers on which workflow and registry disagree, with what each says */
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
  await Promise.all(Array.from({ length: concurrency }, worker));
  return found;
}

async function endOf({ clients, stateMachineArn }: AwsSystem, { id, attempt }: Registered) {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${id}-${attempt}`;
  return waitFor(timeoutMs, `execution ${id}-${attempt} still runs`, async () => {
    const { status, output } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : { status, output };
  });
}
