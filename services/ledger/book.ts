/**
 * The book of one money transaction (a unit of work): the locked accounts, the records as they are, and what was decided on them so
 * far. Commands are decided against it in the batch's order, each seeing the ones before; step-batch.ts writes it to the database.
 */
import type { TransferOrder } from '../../events/index.ts';
import { type Fact, factsOfRecord } from '../domain/facts.ts';
import { outcomeDecidedBy } from '../domain/outcome.ts';
import type { Step, StepRecord } from '../domain/transfer.ts';
import {
  callbackMessage,
  eventMessage,
  type OutboxMessage,
  outcomeMessage,
  type TaskAnswer,
} from '../outbox/message.ts';
import { chainPosting, inTransit, type Posting } from './chain.ts';
import type { StepCommand } from './command.ts';
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

  /** Takes a new record in: posts its entries if it is applied, publishes its facts, and copies the outcome if it decides one. */
  write(record: StepRecord, order: TransferOrder): void {
    this.newRecords.push(record);
    this.#records.set(recordKey(record.transferId, record.step), record);
    if (record.verdict === 'applied') this.#post(record);
    for (const fact of factsOfRecord(record, order, this.at)) this.publish(fact, record.transferId);
    const outcome = outcomeDecidedBy(record);
    if (outcome) this.messages.push(outcomeMessage(record.transferId, outcome, this.at));
  }

  publish(fact: Fact, transferId: string): void {
    this.messages.push(eventMessage(fact, transferId));
  }

  /** Answers the token that sent the command. */
  answer({ terms, taskToken }: StepCommand, answer: TaskAnswer): void {
    this.messages.push(callbackMessage(terms.transferId, taskToken, answer));
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
