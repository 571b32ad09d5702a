import type { Statement } from '../../database/transaction.ts';

/** What one batch brought of one replay. */
export interface ReplayCount {
  readonly replayName: string;
  /** Deliveries that were new to the consumer... */
  readonly added: number;
  /** ...and those that it knew and that changed nothing. */
  readonly known: number;
}

/** Counts in the transaction that consumed the batch, late in it: all batches of a replay wait for one row. */
export function addToCounter(consumer: string, tallies: readonly ReplayCount[]): Statement<void> {
  return {
    text: `insert into replay_tally as tally (replay_name, consumer, added, known)
     select "replayName", $2, added, known
       from json_to_recordset($1::json) as batch ("replayName" text, added bigint, known bigint)
      order by "replayName"
     on conflict (replay_name, consumer) do update
       set added = tally.added + excluded.added, known = tally.known + excluded.known`,
    values: [JSON.stringify(tallies), consumer],
    read: () => {},
  };
}
