/** What became of one message. */
export interface Delivery {
  readonly id: string;
  /** moot: nobody waits for it any more. */
  readonly result: 'delivered' | 'moot' | 'failed';
  /** Name and message of the fault, where it failed. */
  readonly error?: string;
}

export function failedDelivery(id: string, fault: unknown): Delivery {
  const error = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault);
  return { id, result: 'failed', error };
}

/** The AWS error's code, as the SDK names it. */
export function faultName(fault: unknown): string {
  return fault instanceof Error ? fault.name : '';
}
