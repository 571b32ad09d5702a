/** What an operator is refused. A value, so that the command line, an API and a console say the same. */
export type OperatorRefusal =
  | 'InvalidNote'
  | 'TransferNotFound'
  | 'TransferEnded'
  | 'NoAttentionNeeded'
  | 'DeadLetterNotFound'
  | 'DeadLetterEnded'
  /** The queue did not take the message; nothing was marked. */
  | 'NotSent';

export interface Refused {
  readonly ok: false;
  readonly refusal: OperatorRefusal;
  /** One sentence for people. */
  readonly message: string;
}

export function refused(refusal: OperatorRefusal, message: string): Refused {
  return { ok: false, refusal, message };
}
