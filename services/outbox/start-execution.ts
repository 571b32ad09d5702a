import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { TransferOrder } from '../../events/index.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Configured } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery, faultName } from './delivery.ts';
import type { StartMessage } from './message.ts';
import { traceHeader } from './trace-header.ts';

/** Starts one attempt. A second start of the same attempt has the same name, which AWS refuses: it is delivered already. */
export async function startExecution(
  { states, config: { stateMachineArn } }: Configured<OutboxConfig>,
  { id, payload }: StartMessage,
): Promise<Delivery> {
  try {
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
