/** What happened to a transfer, ordered by time: request, attempts, steps, entries, messages sent. */
import { fromMinorUnits } from '../../domain/money.ts';
import type { FoundTransfer } from './find.ts';
import type { EffectRow } from './queries/read-transfer.ts';

export interface Moment {
  readonly at: string;
  readonly kind: 'request' | 'attempt' | 'step' | 'entry' | 'event' | 'answer' | 'outcome';
  readonly text: string;
}

/** The order within one millisecond: cause before effect. */
const order: readonly Moment['kind'][] = ['request', 'attempt', 'step', 'entry', 'event', 'answer', 'outcome'];

export function timelineOf({ registry, steps, entries, effects, refused }: FoundTransfer): Moment[] {
  const { fromAccount, toAccount, amount, currency, requester, idempotencyKey } = registry;
  const money = `${fromMinorUnits(amount, currency)} ${currency}`;
  const moments = [
    moment(
      registry.acceptedAt,
      'request',
      `accepted: ${money} from ${fromAccount} to ${toAccount}, asked by ${requester} as ${idempotencyKey}`,
    ),
    ...refused.map(({ refusedAt, reasons, requestId }) =>
      moment(refusedAt, 'request', `refused: another request ${requestId} under the same key (${reasons[0]?.rule})`),
    ),
    ...steps.map(({ at, step, verdict, reason }) =>
      moment(at, 'step', [step, verdict, reason].filter(Boolean).join(' ')),
    ),
    ...entries.map((entry) => {
      const balance =
        entry.balanceAfter === null ? '' : `, balance ${fromMinorUnits(entry.balanceAfter, entry.currency)}`;
      return moment(entry.at, 'entry', `${entry.account} ${fromMinorUnits(entry.amount, entry.currency)}${balance}`);
    }),
    ...effects.filter(({ requestId }) => requestId === null).map(ofEffect),
  ];
  return moments.sort(
    (left, right) => left.at.localeCompare(right.at) || order.indexOf(left.kind) - order.indexOf(right.kind),
  );
}

const effectKinds = { event: 'event', callback: 'answer', start: 'attempt', outcome: 'outcome' } as const;

function ofEffect({ kind, what, createdAt, deliveredAt, moot, attempts, lastError }: EffectRow): Moment {
  const state = moot
    ? ', no longer wanted'
    : deliveredAt
      ? ''
      : `, not delivered yet (${attempts} tries, ${lastError ?? 'none failed'})`;
  const texts = {
    event: `${what} published`,
    callback: `workflow answered: ${what}`,
    start: `workflow started: ${what}`,
    outcome: `registry has the outcome: ${what}`,
  };
  return moment(deliveredAt ?? createdAt, effectKinds[kind], texts[kind] + state);
}

function moment(at: Date, kind: Moment['kind'], text: string): Moment {
  return { at: at.toISOString(), kind, text };
}
