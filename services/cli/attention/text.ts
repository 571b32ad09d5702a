/** Transfers that need attention, as text. */
import { deadLettersText } from '../dead-letter/text.ts';
import type { DeadLetterView } from '../dead-letter/view.ts';
import { more, table, time } from '../table.ts';
import { detailsText } from '../transfer/text.ts';
import type { TransferDetails } from '../transfer/view.ts';
import type { AcknowledgementView, AttentionView, UndeliveredView } from './view.ts';

export function attentionListText(transfers: readonly AttentionView[], next: string | undefined): string {
  if (transfers.length === 0) return `no transfers need attention${more(next)}`;
  return (
    table(transfers, [
      { title: 'accepted (UTC)', of: ({ acceptedAt }) => time(acceptedAt) },
      { title: 'transfer', of: ({ transferId }) => transferId },
      { title: 'from', of: ({ fromAccount }) => fromAccount },
      { title: 'to', of: ({ toAccount }) => toAccount },
      { title: 'amount', of: ({ amount }) => amount, right: true },
      { title: '', of: ({ currency }) => currency },
      { title: 'attempts', of: ({ attempts }) => String(attempts), right: true },
      { title: 'needs attention since', of: ({ attentionSince }) => time(attentionSince) },
      { title: 'last step', of: lastStepText },
      { title: 'acknowledged by', of: ({ acknowledgements }) => acknowledgements.map(({ by }) => by).join(', ') },
    ]) + more(next)
  );
}

function lastStepText({ lastStep }: AttentionView): string {
  return lastStep ? [lastStep.step, lastStep.verdict, lastStep.reason].filter(Boolean).join(' ') : 'none';
}

export interface AttentionDetails extends TransferDetails {
  readonly undelivered: readonly UndeliveredView[];
  readonly deadLetters: readonly DeadLetterView[];
  readonly acknowledgements: readonly AcknowledgementView[];
}

export function attentionText(details: AttentionDetails): string {
  const { undelivered, deadLetters, acknowledgements } = details;
  return [
    detailsText(details),
    undelivered.length > 0 ? undeliveredText(undelivered) : 'nothing of it waits for delivery',
    deadLetters.length > 0 ? deadLettersText(deadLetters, undefined) : 'no dead letter names it',
    acknowledgements.length > 0 ? acknowledgementsText(acknowledgements) : 'nobody has acknowledged it',
  ].join('\n\n');
}

function undeliveredText(undelivered: readonly UndeliveredView[]): string {
  return table(undelivered, [
    { title: 'waits since (UTC)', of: ({ writtenAt }) => time(writtenAt) },
    { title: 'message', of: ({ kind }) => kind },
    { title: 'tries', of: ({ attempts }) => String(attempts), right: true },
    { title: 'next try', of: ({ nextAttemptAt }) => time(nextAttemptAt) },
    { title: 'last error', of: ({ lastError }) => lastError },
  ]);
}

function acknowledgementsText(acknowledgements: readonly AcknowledgementView[]): string {
  return table(acknowledgements, [
    { title: 'acknowledged (UTC)', of: ({ at }) => time(at) },
    { title: 'by', of: ({ by }) => by },
    { title: 'reason', of: ({ reason }) => reason },
  ]);
}

export function acknowledgedText(transferId: string, acknowledgements: readonly AcknowledgementView[]): string {
  return `${transferId} is acknowledged; the system goes on trying\n\n${acknowledgementsText(acknowledgements)}`;
}
