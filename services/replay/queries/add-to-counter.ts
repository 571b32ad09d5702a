import type { Statement } from '../../database/transaction.ts';
import type { Consumer } from '../sources.ts';

/** What one batch brought of one replay, in deliveries. */
export interface ReplayCount {
  readonly replayName: string;
  /** New to the consumer. */
  readonly added: number;
  /** Known to the consumer: these changed nothing. */
  readonly known: number;
}

/** Put it last in the transaction: all batches of a replay wait for the same row. */
export function addToCounter(consumer: Consumer, counts: readonly ReplayCount[]): Statement<void> {
  return {
    text: `insert into replay_tally as tally (replay_name, consumer, added, known)
     select "replayName", $2, added, known
       from json_to_recordset($1::json) as batch ("replayName" text, added bigint, known bigint)
      order by "replayName"
     on conflict (replay_name, consumer) do update
       set added = tally.added + excluded.added, known = tally.known + excluded.known`,
    values: [JSON.stringify(counts), consumer],
    read: () => {},
  };
}
