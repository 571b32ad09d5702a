/** Makes the three functions that consume step commands from a FIFO queue, one group per account. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Contract, commands, type TransferOrder } from '../../events/index.ts';
import { consumeBatches } from '../runtime/batch.ts';
import { eachAlone } from '../runtime/batch-parts.ts';
import { maxMessageFaults, type OutboxConfig, outboxConfig } from '../runtime/config.ts';
import { LedgerDeadLetters } from '../runtime/dead-letters/dead-letters.ts';
import type { Create } from '../runtime/handler.ts';
import { NewerMessageError, readContract, readJson } from '../runtime/message.ts';
import type { Configured } from '../runtime/runtime.ts';
import { type StepCommand, toStepCommand } from './command.ts';

interface CommandMessage {
  readonly taskToken: string;
  readonly transfer: TransferOrder;
}

type CommandContract = Contract & { readonly example: CommandMessage };

export function stepConsumer(
  contract: CommandContract,
  work: (runtime: Configured<OutboxConfig>, commands: readonly StepCommand[]) => Promise<void>,
): Create<SQSEvent, SQSBatchResponse> {
  return (runtime, env) => {
    const configured = { ...runtime, config: outboxConfig(env) };
    const deadLetters = new LedgerDeadLetters(runtime, maxMessageFaults(env));
    return consumeBatches(
      {
        noun: 'command',
        read: ({ body }) => readCommand(contract, body),
        work: (batch) => work(configured, batch),
        partsOf: eachAlone,
      },
      { ...runtime, deadLetters },
    );
  };
}

const knownCommands = new Set(Object.values(commands).map(({ name }) => name));

/** @throws NewerMessageError, UnreadableMessageError */
export function readCommand(contract: CommandContract, body: string): StepCommand {
  const value = readJson(body);
  const { command, taskToken } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof command === 'string' && !knownCommands.has(command) && typeof taskToken === 'string') {
    throw new NewerMessageError('this version does not know its command');
  }
  return toStepCommand(readContract<CommandMessage>(contract, value));
}
