/** Makes the three functions that consume step commands from a FIFO queue, one group per account. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Contract, TransferOrder } from '../../events/index.ts';
import { consumeBatches, eachAlone } from '../runtime/batch.ts';
import { type OutboxConfig, outboxConfig } from '../runtime/config.ts';
import type { Create } from '../runtime/handler.ts';
import { readContract, readJson } from '../runtime/message.ts';
import type { Configured } from '../runtime/runtime.ts';
import { type StepCommand, toStepCommand } from './command.ts';

interface CommandMessage {
  readonly taskToken: string;
  readonly transfer: TransferOrder;
}

export function stepConsumer(
  contract: Contract & { readonly example: CommandMessage },
  work: (runtime: Configured<OutboxConfig>, commands: readonly StepCommand[]) => Promise<void>,
): Create<SQSEvent, SQSBatchResponse> {
  return (runtime, env) => {
    const configured = { ...runtime, config: outboxConfig(env) };
    return consumeBatches(
      {
        noun: 'command',
        read: ({ body }) => readContract<CommandMessage>(contract, readJson(body)),
        work: (messages) => work(configured, messages.map(toStepCommand)),
        partsOf: eachAlone,
      },
      runtime,
    );
  };
}
