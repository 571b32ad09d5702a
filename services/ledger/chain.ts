/**
 * The hash chain of an account: each customer entry is hashed over the one before it and together with its system sibling, so that
 * a later change, removal or insertion shows. proof/checks/hash-chains-intact.ts computes the same text in SQL.
 */
import { hash } from 'node:crypto';
import type { Step } from '../domain/transfer.ts';

export interface ChainHead {
  /** Entries posted so far. */
  readonly entryCount: bigint;
  /** Hash of the newest entry, 32 bytes; zeros before the first. */
  readonly chainHash: Buffer;
}

export type EntryStep = Step | 'opening';

/** A customer's entry and its system sibling, which has the opposite amount. */
export interface Posting {
  readonly transferId: string;
  readonly step: EntryStep;
  readonly accountId: string;
  readonly systemAccountId: string;
  /** Minor units, signed: the change of the customer's balance. */
  readonly amount: bigint;
  readonly currency: string;
  readonly entryNumber: bigint;
  readonly balanceAfter: bigint;
  readonly chainHash: Buffer;
}

type Unchained = Omit<Posting, 'chainHash' | 'entryNumber'>;

export function inTransit(currency: string): string {
  return `in-transit:${currency}`;
}

export function issuance(currency: string): string {
  return `issuance:${currency}`;
}

/** @param postedAt ISO 8601 with milliseconds, which is all that the database keeps. */
export function chainPosting(head: ChainHead, posting: Unchained, postedAt: string): Posting {
  const entryNumber = head.entryCount + 1n;
  const text = [
    head.chainHash.toString('hex'),
    posting.accountId,
    entryNumber,
    posting.transferId,
    posting.step,
    posting.amount,
    posting.balanceAfter,
    posting.currency,
    Date.parse(postedAt),
    posting.systemAccountId,
    -posting.amount,
  ].join('|');
  return { ...posting, entryNumber, chainHash: hash('sha256', text, 'buffer') };
}
