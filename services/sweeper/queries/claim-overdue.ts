import type { Queryable } from '../../database/transaction.ts';

export interface Overdue {
  readonly id: string;
  /** The attempt that is due now. */
  readonly attempt: number;
  readonly requester: string;
  readonly idempotencyKey: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly traceparent: string | null;
}

export interface SweepFigures {
  readonly limit: number;
  /** The wait after the first attempt; doubled after each, up to a day. */
  readonly firstBoundSeconds: number;
  /** From this attempt on a person is called. */
  readonly attentionAttempt: number;
}

/** Counts the next attempt of transfers whose bound has passed, oldest first, and puts the one after it off. */
export async function claimOverdue(registry: Queryable, figures: SweepFigures): Promise<Overdue[]> {
  const { rows } = await registry.query<Overdue>(
    `with overdue as (
       select id from transfer
        where outcome is null and next_attempt_at <= now()
        order by next_attempt_at
        limit $1::int
        for update skip locked
     )
     update transfer
        set attempt = attempt + 1,
            next_attempt_at = now() + least(interval '1 day', make_interval(secs => $2::float8) * power(2, least(attempt, 20))),
            needs_attention = needs_attention or attempt + 1 >= $3::int
       from overdue
      where transfer.id = overdue.id
     returning transfer.id, attempt, requester, idempotency_key as "idempotencyKey", from_account as "fromAccount",
               to_account as "toAccount", amount, currency, traceparent`,
    [figures.limit, figures.firstBoundSeconds, figures.attentionAttempt],
  );
  return rows;
}
