import { SQSClient } from '@aws-sdk/client-sqs';
import { redrive } from '../../operator/dead-letters.ts';
import { readUuid } from '../arguments.ts';
import { invalidInput } from '../cli-error.ts';
import { clientConfig } from '../endpoint.ts';
import type { Io } from '../io.ts';
import { operatorName } from '../operator-name.ts';
import type { Output } from '../output.ts';
import { refusedByOperator } from '../refused-by-operator.ts';
import { withRunningSystem } from '../running-system.ts';
import type { NoteOptions } from './dismiss.ts';
import { type RedriveJob, redriveAll } from './redrive-all.ts';
import { outputOf } from './show.ts';

export interface RedriveOptions extends NoteOptions {
  readonly all?: boolean;
  readonly queue?: string;
}

export async function deadLettersRedrive(io: Io, typed: string | undefined, options: RedriveOptions): Promise<Output> {
  if ((typed === undefined) !== (options.all === true))
    throw invalidInput('name one dead letter, or all that wait for a person with --all');
  if (typed !== undefined && options.queue !== undefined) throw invalidInput('--queue goes with --all');
  const id = typed === undefined ? undefined : readUuid('dead letter id', typed);
  const note = { by: operatorName(options.by), reason: options.reason };
  return withRunningSystem(io, async (system) => {
    const sqs = new SQSClient(clientConfig(system.runtime.endpoint));
    const job: RedriveJob = { io, shards: await system.service(), sqs, note };
    try {
      return await (id === undefined ? redriveAll(job, options.queue) : redriveOne(job, id));
    } finally {
      sqs.destroy();
    }
  });
}

async function redriveOne({ shards, sqs, note }: RedriveJob, id: string): Promise<Output> {
  const ended = await redrive(shards, sqs, id, note);
  if (!ended.ok) throw refusedByOperator(ended);
  return outputOf(ended.deadLetter);
}
