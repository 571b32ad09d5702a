/** What became of the delivery of one message. */
export interface Delivery {
  /** The message's. */
  readonly id: string;
  /** moot: nobody waits for it any more. */
  readonly result: 'delivered' | 'moot' | 'failed';
  /** Name and message of the fault, if it failed. */
  readonly error?: string;
}

export function failedDelivery(id: string, fault: unknown): Delivery {
  const error = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
  return { id, result: 'failed', error };
}

/** AWS's error code, which the SDK gives as the error's name. */
export function faultName(fault: unknown): string {
  return fault instanceof Error ? fault.name : '';
}
