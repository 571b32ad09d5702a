/** Dead letters as text. What a message held is foreign: it is escaped. */
import { escaped } from '../escaped.ts';
import { fields, more, table, time } from '../table.ts';
import type { DeadLetterDetails, DeadLetterView, RedriveSummary } from './view.ts';

export function deadLettersText(deadLetters: readonly DeadLetterView[], next: string | undefined): string {
  if (deadLetters.length === 0) return 'no dead letters';
  return (
    table(deadLetters, [
      { title: 'parked (UTC)', of: ({ parkedAt }) => time(parkedAt) },
      { title: 'dead letter', of: ({ id }) => id },
      { title: 'queue', of: ({ queue }) => queue },
      { title: 'kind', of: ({ kind }) => kind },
      { title: 'reasons', of: reasonsText },
      { title: '', of: endText },
    ]) + more(next)
  );
}

function reasonsText({ reasons }: DeadLetterView): string {
  return escaped(reasons.join('; '));
}

function endText({ end }: DeadLetterView): string {
  return end ? `${end.as} by ${end.by}` : '';
}

export function deadLetterText(deadLetter: DeadLetterDetails): string {
  const { end } = deadLetter;
  return fields([
    ['dead letter', deadLetter.id],
    ['queue', deadLetter.queue],
    ['group', deadLetter.group && escaped(deadLetter.group)],
    ['message', deadLetter.messageId],
    ['kind', deadLetter.kind],
    ['reasons', reasonsText(deadLetter)],
    ['received', `${deadLetter.receiveCount} times`],
    ['sent', time(deadLetter.sentAt)],
    ['parked', time(deadLetter.parkedAt)],
    [end?.as ?? '', end && `${time(end.at)} by ${end.by}: ${end.reason}`],
    ['body', escaped(deadLetter.body)],
  ]);
}

export function redrivenText(summary: RedriveSummary): string {
  const { redriven, endedMeanwhile, notSent, failures, stopped } = summary;
  if (redriven + endedMeanwhile + notSent === 0 && !stopped) return 'no dead letters wait';
  return fields([
    ['stopped', stopped && `${stopped}; the rest was left as it is`],
    ['redriven', String(redriven)],
    ['ended', endedMeanwhile > 0 ? `${endedMeanwhile} by somebody else meanwhile` : ''],
    ['not sent', notSent > 0 ? String(notSent) : ''],
    ...failures.map(({ message }) => ['', escaped(message)] as const),
  ]);
}
