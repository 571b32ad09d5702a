import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Runtime, requiredText } from '../shared/runtime.ts';
import { type Delivery, failedDelivery, faultName } from './delivery.ts';
import type { StartEffect } from './effect.ts';

/** Starts one attempt. Its name makes a second start of the same attempt an error, which means: done. */
export async function startExecution({ states, env }: Runtime, { id, payload }: StartEffect): Promise<Delivery> {
  try {
    const stateMachineArn = requiredText(env, 'STATE_MACHINE_ARN');
    await states.send(new StartExecutionCommand({ stateMachineArn, name: payload.name, input: payload.input }));
    return { id, result: 'delivered' };
  } catch (fault) {
    return faultName(fault) === 'ExecutionAlreadyExists' ? { id, result: 'delivered' } : failedDelivery(id, fault);
  }
}
