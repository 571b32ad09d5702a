/** A ledger that only the real services write, step by step, with a recording AWS side. */
import type { SQSRecord } from 'aws-lambda';
import { type TransferOrder, transferIdOf } from '../../events/index.ts';
import { credit } from '../../services/credit/credit.ts';
import { Shards } from '../../services/database/shards.ts';
import { debit } from '../../services/debit/debit.ts';
import { intake } from '../../services/intake/intake.ts';
import { readRequest } from '../../services/intake/request.ts';
import { openAccount } from '../../services/ledger/accounts.ts';
import { type StepCommand, toStepCommand } from '../../services/ledger/command.ts';
import { rollback } from '../../services/rollback/rollback.ts';
import { sweep } from '../../services/sweeper/sweeper.ts';
import { type TestRuntime, testRuntime } from './ledger.ts';
import { RecordingCloud } from './recording-cloud.ts';

const steps = { debit, credit, rollback };
type StepName = keyof typeof steps;

export class SampleLedger {
  readonly shards: Shards;
  readonly #runtime: TestRuntime;
  #tokens = 0;

  private constructor(shards: Shards) {
    this.shards = shards;
    this.#runtime = testRuntime(shards, new RecordingCloud(), { ATTENTION_ATTEMPT: '2' });
  }

  static async open(serviceUrls: readonly string[]): Promise<SampleLedger> {
    return new SampleLedger(await Shards.open(serviceUrls));
  }

  close(): Promise<void> {
    return this.shards.close();
  }

  /** Opens an account. Amounts are in minor units. */
  async account(id: string, balance: bigint, overdraftLimit = 0n, currency = 'EUR'): Promise<void> {
    const opened = await openAccount(this.shards, { id, currency, balance, overdraftLimit, owner: null });
    if (!opened.ok) throw new Error(opened.message);
  }

  /** @returns the transfer's id, accepted or not */
  async request(idempotencyKey: string, fromAccount: string, toAccount: string, amount: string): Promise<string> {
    await this.receive({
      schemaVersion: 1,
      requester: 'tests',
      idempotencyKey,
      fromAccount,
      toAccount,
      amount,
      currency: 'EUR',
    });
    return transferIdOf('tests', idempotencyKey);
  }

  /** Hands intake an event's detail, as the bus delivers it. */
  async receive(detail: object): Promise<void> {
    await intake(this.#runtime, [readRequest(message(detail))]);
  }

  /** Runs steps as the workflow would, each with a token of its own. */
  async take(transferId: string, ...names: StepName[]): Promise<void> {
    for (const name of names) await steps[name](this.#runtime, [await this.#command(transferId)]);
  }

  async transfer(key: string, from: string, to: string, amount: string, ...names: StepName[]): Promise<string> {
    const id = await this.request(key, from, to, amount);
    await this.take(id, ...names);
    return id;
  }

  sweep(): Promise<number> {
    return sweep(this.#runtime);
  }

  /** Runs the whole workflow of an accepted transfer. */
  async play(transferId: string): Promise<void> {
    await this.take(transferId, 'debit');
    if ((await this.#verdict(transferId, 'debit')) !== 'applied') return;
    await this.take(transferId, 'credit');
    if ((await this.#verdict(transferId, 'credit')) !== 'applied') await this.take(transferId, 'rollback');
  }

  async #verdict(transferId: string, step: string): Promise<string | undefined> {
    const rows = await Promise.all(
      this.shards.all.map(({ pool }) =>
        pool.query<{ verdict: string }>('select verdict from step_record where transfer_id = $1 and step = $2', [
          transferId,
          step,
        ]),
      ),
    );
    return rows.flatMap((result) => result.rows)[0]?.verdict;
  }

  async isAccepted(transferId: string): Promise<boolean> {
    return (await this.#order(transferId)) !== undefined;
  }

  /** @throws Error if the transfer was not accepted: nobody would send a command for it */
  async #command(transferId: string): Promise<StepCommand> {
    const transfer = await this.#order(transferId);
    if (!transfer) throw new Error(`${transferId} was never accepted`);
    this.#tokens += 1;
    return toStepCommand({ taskToken: `token-${this.#tokens}`, transfer });
  }

  /** The input of its first execution; undefined if it was not accepted. */
  async #order(transferId: string): Promise<TransferOrder | undefined> {
    const { rows } = await this.shards
      .of(transferId)
      .pool.query<{ input: string }>(
        `select payload ->> 'input' as input from outbox where transfer_id = $1 and kind = 'start'`,
        [transferId],
      );
    return rows[0] && (JSON.parse(rows[0].input) as TransferOrder);
  }
}

function message(detail: object): SQSRecord {
  return { messageId: 'request', body: JSON.stringify({ detail }) } as SQSRecord;
}
