/** A dead letter as the command line shows it. */
import type { DeadLetterContent, DeadLetterRow } from '../../operator/dead-letters.ts';

export interface DeadLetterView {
  readonly id: string;
  readonly queue: string;
  readonly group: string | null;
  readonly messageId: string;
  readonly kind: 'unreadable' | 'failing';
  readonly reasons: readonly string[];
  readonly receiveCount: number;
  readonly sentAt: string | null;
  readonly firstReceivedAt: string | null;
  readonly parkedAt: string;
  /** What a person did with it; null while it waits for one. */
  readonly end: {
    readonly as: 'redriven' | 'dismissed';
    readonly at: string;
    readonly by: string;
    readonly reason: string;
  } | null;
}

export interface DeadLetterDetails extends DeadLetterView {
  /** As it came. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What `redrive --all` did. */
export interface RedriveSummary {
  redriven: number;
  /** Somebody else was faster. */
  endedMeanwhile: number;
  /** Their queue did not take them. */
  notSent: number;
  /** The first of those, with the reason. */
  readonly failures: { readonly id: string; readonly message: string }[];
  stopped?: string;
}

export function deadLetterView(row: DeadLetterRow): DeadLetterView {
  const { id, queue, group, messageId, kind, reasons, receiveCount, end } = row;
  return {
    id,
    queue,
    group,
    messageId,
    kind,
    reasons,
    receiveCount,
    sentAt: row.sentAt?.toISOString() ?? null,
    firstReceivedAt: row.firstReceivedAt?.toISOString() ?? null,
    parkedAt: row.parkedAt.toISOString(),
    end: end && { as: end.as, at: end.at.toISOString(), by: end.by, reason: end.reason },
  };
}

export function deadLetterDetails(content: DeadLetterContent): DeadLetterDetails {
  return { ...deadLetterView(content), body: content.body, attributes: content.attributes };
}
