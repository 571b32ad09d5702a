/** The way of a batch of commands through the ledger, the same for debit, credit and both halves of a rollback. */

import { allSettledOrThrow } from '../database/all-settled-or-throw.ts';
import type { Terms } from '../domain/transfer.ts';
import { deliverWritten } from '../outbox/deliver-written.ts';
import { callbackMessage, type TaskAnswer } from '../outbox/message.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Book } from './book.ts';
import type { StepCommand } from './command.ts';
import { moneyTransaction } from './money-transaction.ts';

/**
 * Takes the commands in one transaction per database of the accounts they touch, and delivers what each wrote.
 * @param accountOf the account that the step touches.
 * @param take decides one command on the book; its answer goes to the token that asked, whether the record is new or known;
 *   undefined where the answer is not known yet. Called again when the transaction is taken again.
 */
export async function settle(
  runtime: Runtime,
  commands: readonly StepCommand[],
  accountOf: (terms: Terms) => string,
  take: (book: Book, command: StepCommand) => TaskAnswer | undefined,
): Promise<void> {
  const byShard = runtime.shards.group(commands, ({ terms }) => accountOf(terms));
  await allSettledOrThrow(
    [...byShard].map(async ([shard, batch]) => {
      const scope = {
        accountIds: batch.map(({ terms }) => accountOf(terms)),
        transferIds: batch.map(({ terms }) => terms.transferId),
      };
      const messages = await moneyTransaction(runtime, shard, scope, (book) => {
        for (const command of batch) {
          const answer = take(book, command);
          if (answer) book.messages.push(callbackMessage(command.terms.transferId, command.taskToken, answer));
        }
      });
      // Not held up, nor lost to the relay, by a database that is down.
      await deliverWritten(runtime, shard, messages);
    }),
  );
}
