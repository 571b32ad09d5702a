/**
 * What one money transaction holds: the locked accounts, the records as they are, and what was decided on them so far. Decisions
 * are taken against it in the batch's order, each seeing the ones before; `services/ledger/money-transaction.ts` writes it down.
 */
import type { TransferOrder } from '../../events/index.ts';
import { factsOfRecord } from '../domain/facts.ts';
import { outcomeDecidedBy } from '../domain/outcome.ts';
import type { Step, StepRecord } from '../domain/transfer.ts';
import { eventMessage, type OutboxMessage, outcomeMessage } from '../outbox/message.ts';
import { chainPosting, inTransit, type Posting } from './chain.ts';
import type { LockedAccount } from './queries/lock-accounts.ts';

export class Book {
  readonly #accounts: Map<string, LockedAccount>;
  readonly #records: Map<string, StepRecord>;
  /** ISO 8601, UTC, milliseconds: the time of everything this transaction writes. */
  readonly at: string;

  readonly newRecords: StepRecord[] = [];
  readonly postings: Posting[] = [];
  readonly messages: OutboxMessage[] = [];
  readonly #touched = new Set<string>();

  constructor(accounts: readonly LockedAccount[], records: readonly StepRecord[], at: string) {
    this.#accounts = new Map(accounts.map((account) => [account.id, account]));
    this.#records = new Map(records.map((record) => [recordKey(record.transferId, record.step), record]));
    this.at = at;
  }

  account(id: string): LockedAccount | undefined {
    return this.#accounts.get(id);
  }

  record(transferId: string, step: Step): StepRecord | undefined {
    return this.#records.get(recordKey(transferId, step));
  }

  get touchedAccounts(): LockedAccount[] {
    return [...this.#accounts.values()].filter(({ id }) => this.#touched.has(id));
  }

  /** Takes a new record in: posts its entries where it is applied, and adds its facts and the outcome where it decides one. */
  write(record: StepRecord, order: TransferOrder): void {
    this.newRecords.push(record);
    this.#records.set(recordKey(record.transferId, record.step), record);
    if (record.verdict === 'applied') this.#post(record);
    for (const fact of factsOfRecord(record, order, this.at)) this.messages.push(eventMessage(fact, record.transferId));
    const outcome = outcomeDecidedBy(record);
    if (outcome) this.messages.push(outcomeMessage(record.transferId, outcome, this.at));
  }

  #post({ transferId, step, fromAccount, toAccount, amount, currency }: StepRecord): void {
    const accountId = step === 'credit' ? toAccount : fromAccount;
    const account = this.#accounts.get(accountId);
    if (!account) throw new Error(`${step} of ${transferId} was decided without its account`);
    const signed = step === 'debit' ? -amount : amount;
    const balanceAfter = account.balance + signed;
    const posting = chainPosting(
      account,
      { transferId, step, accountId, systemAccountId: inTransit(currency), amount: signed, currency, balanceAfter },
      this.at,
    );
    this.postings.push(posting);
    this.#touched.add(accountId);
    this.#accounts.set(accountId, {
      ...account,
      balance: balanceAfter,
      entryCount: posting.entryNumber,
      chainHash: posting.chainHash,
    });
  }
}

function recordKey(transferId: string, step: Step): string {
  return `${transferId} ${step}`;
}
