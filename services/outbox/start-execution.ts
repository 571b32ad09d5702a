import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { TransferOrder } from '../../events/index.ts';
import { type Runtime, requiredText } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery, faultName } from './delivery.ts';
import type { StartMessage } from './message.ts';
import { traceHeader } from './trace-header.ts';

/** Starts one attempt. Its name makes a second start of the same attempt an error, which means: done. */
export async function startExecution({ states, env }: Runtime, { id, payload }: StartMessage): Promise<Delivery> {
  try {
    const stateMachineArn = requiredText(env, 'STATE_MACHINE_ARN');
    const { name, input } = payload;
    const header = traceHeader((JSON.parse(input) as TransferOrder).traceparent);
    await states.send(
      new StartExecutionCommand({ stateMachineArn, name, input, ...(header ? { traceHeader: header } : {}) }),
    );
    return { id, result: 'delivered' };
  } catch (fault) {
    return faultName(fault) === 'ExecutionAlreadyExists' ? { id, result: 'delivered' } : failedDelivery(id, fault);
  }
}
