/**
 * A second implementation of the step protocol, written only from its tables and without any code of the services: how each command
 * is answered, and what is recorded and booked after it. The scenarios compare the ledger with it after every step.
 */
import type { Beginning, Scenario, Side, Status, Step } from './orders.ts';

export const startBalance = 1000n;
export const amount = 100n;

interface ExpectedAccount {
  status: Status;
  balance: bigint;
}

export class ExpectedTransfer {
  readonly #accounts: Record<Side, ExpectedAccount | undefined>;
  #debit: string | undefined;
  #credit: string | undefined;
  #reversal: string | undefined;
  #outcome: string | undefined;
  readonly #facts: string[] = [];
  /** False once a credit came before any applied debit. */
  possible = true;

  constructor({ source, destination }: Beginning) {
    this.#accounts = {
      source: source === 'missing' ? undefined : account(source, source === 'poor' ? amount - 1n : startBalance),
      destination: destination === 'missing' ? undefined : account(destination, startBalance),
    };
  }

  /** The answer to a command; undefined for a status change, and if the consumer died before it had an answer. */
  take(step: Step): string | undefined {
    switch (step) {
      case 'debit':
        return this.#takeDebit();
      case 'credit':
        return this.#takeCredit();
      case 'rollback':
        return this.#cancelCredit() ?? this.#undoDebit();
      case 'halfRollback':
        return this.#cancelCredit();
      default: {
        const [side, status] = step.split(' ') as [Side, Status];
        const changed = this.#accounts[side];
        if (changed) changed.status = status;
        return undefined;
      }
    }
  }

  /** Everything that the databases should say of the transfer, in one line. */
  get state(): string {
    const { source, destination } = this.#accounts;
    return describe({
      debit: this.#debit,
      credit: this.#credit,
      reversal: this.#reversal,
      source: source?.balance,
      destination: destination?.balance,
      facts: this.#facts,
      outcome: this.#outcome,
    });
  }

  get outcomes(): number {
    return this.#facts.filter((fact) => /Completed|Rejected|RolledBack/.test(fact)).length;
  }

  #takeDebit(): string {
    const { source } = this.#accounts;
    if (!this.#debit) {
      const reason = refusal(source) ?? (source && source.balance < amount ? 'InsufficientFunds' : undefined);
      this.#debit = reason ? `refused ${reason}` : 'applied';
      if (reason) this.#decide(`Rejected ${reason}`);
      else if (source) {
        source.balance -= amount;
        this.#facts.push('AccountDebited');
      }
    }
    return this.#debit === 'applied' ? 'applied' : notApplied('Debit', this.#debit);
  }

  #takeCredit(): string {
    const { destination } = this.#accounts;
    if (this.#debit !== 'applied') this.possible = false;
    if (!this.#credit) {
      const reason = refusal(destination);
      this.#credit = reason ? `refused ${reason}` : 'applied';
      if (!reason && destination) {
        destination.balance += amount;
        this.#decide('Completed');
      }
    }
    return this.#credit === 'applied' ? 'Completed' : notApplied('Credit', this.#credit);
  }

  #cancelCredit(): string | undefined {
    this.#credit ??= 'cancelled';
    return this.#credit === 'applied' ? 'Completed' : undefined;
  }

  #undoDebit(): string {
    const { source } = this.#accounts;
    if (!this.#debit) {
      this.#debit = 'cancelled';
      this.#decide('Rejected TimedOut');
    }
    if (this.#debit !== 'applied') return `Rejected ${reasonOf(this.#debit)}`;
    if (!this.#reversal && source) {
      this.#reversal = `applied ${reasonOf(this.#credit ?? '')}`;
      source.balance += amount;
      this.#decide(`RolledBack ${reasonOf(this.#credit ?? '')}`);
      if (source.status === 'closed') this.#facts.push('TransferNeedsAttention ReversalOntoClosedAccount');
    }
    return `RolledBack ${reasonOf(this.#credit ?? '')}`;
  }

  #decide(outcome: string): void {
    this.#facts.push(`Transfer${outcome}`);
    this.#outcome ??= outcome;
  }
}

/**
 * Whether the workflow can bring it about: it sends a credit only after a debit was answered as applied. The other orders follow the
 * protocol too, but only these are promised exactly one outcome.
 */
export function isPossible(scenario: Scenario): boolean {
  const expected = new ExpectedTransfer(scenario);
  for (const step of scenario.steps) expected.take(step);
  return expected.possible;
}

export interface State {
  readonly debit: string | undefined;
  readonly credit: string | undefined;
  readonly reversal: string | undefined;
  readonly source: bigint | undefined;
  readonly destination: bigint | undefined;
  readonly facts: readonly string[];
  /** The registry's copy. */
  readonly outcome: string | undefined;
}

export function describe({ debit, credit, reversal, source, destination, facts, outcome }: State): string {
  const records = [`debit ${debit}`, `credit ${credit}`, `reversal ${reversal}`].join(', ');
  return `${records} | ${source} -> ${destination} | ${[...facts].sort().join(', ')} | ${outcome}`;
}

function account(status: Status | 'poor', balance: bigint): ExpectedAccount {
  return { status: status === 'poor' ? 'open' : status, balance };
}

function refusal(touched: ExpectedAccount | undefined): string | undefined {
  if (!touched) return 'AccountNotFound';
  if (touched.status === 'closed') return 'AccountClosed';
  return touched.status === 'frozen' ? 'AccountFrozen' : undefined;
}

function reasonOf(record: string): string {
  return record.startsWith('refused ') ? record.slice('refused '.length) : 'TimedOut';
}

function notApplied(step: 'Debit' | 'Credit', record: string): string {
  return record === 'cancelled' ? `${step}Cancelled TimedOut` : `${step}Refused ${reasonOf(record)}`;
}
