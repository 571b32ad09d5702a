import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Runtime } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery, faultName } from './delivery.ts';
import type { CallbackMessage } from './message.ts';

/** The task timed out or was answered before (AWS does not say which): nobody waits. */
const moot = new Set(['TaskTimedOut', 'TaskDoesNotExist']);

/** Answers the workflow state that waits for this token. */
export async function sendCallback(
  { states, log, metrics }: Runtime,
  { id, transferId, payload }: CallbackMessage,
): Promise<Delivery> {
  try {
    if (payload.success) {
      await states.send(
        new SendTaskSuccessCommand({ taskToken: payload.token, output: JSON.stringify(payload.output) }),
      );
    } else {
      const { token, error, cause } = payload;
      await states.send(new SendTaskFailureCommand({ taskToken: token, error, cause }));
    }
    return { id, result: 'delivered' };
  } catch (fault) {
    if (moot.has(faultName(fault))) {
      metrics.count('CallbackMoot');
      return { id, result: 'moot' };
    }
    // No retry can mend that: it is a bug, and somebody must see it.
    if (faultName(fault) === 'InvalidToken') {
      log.error('a callback token is invalid', { transferId, outboxId: id });
      metrics.count('CallbackTokenInvalid');
    }
    return failedDelivery(id, fault);
  }
}
