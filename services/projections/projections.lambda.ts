/** Consumes the queue zeroloss-projections, which the bus's rule fills with every fact. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Shard } from '../database/shards.ts';
import { type Handler, onLambda } from '../runtime/lambda.ts';
import { faultFields, type Log } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type IncomingFact, readFact, shardKey } from './fact.ts';
import { projectAt } from './project.ts';

export function create({ shards, log }: Runtime): Handler<SQSEvent, SQSBatchResponse> {
  return async ({ Records }) => {
    const facts = Records.flatMap((record) => readOrReport(record, log) ?? []);
    const readable = new Set(facts.map(({ messageId }) => messageId));
    const failed = Records.map(({ messageId }) => messageId).filter((messageId) => !readable.has(messageId));
    const groups = [...shards.group(facts, ({ fact }) => shardKey(fact))];
    const lost = await Promise.all(groups.map(([shard, batch]) => projectWhatCan(shard, batch, log)));
    const ids = [...failed, ...lost.flat()];
    return { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function readOrReport(record: SQSRecord, log: Log): IncomingFact | undefined {
  try {
    return readFact(record);
  } catch (fault) {
    log.error('a message is not a fact and goes to the dead-letter queue', {
      messageId: record.messageId,
      ...faultFields(fault),
    });
    return undefined;
  }
}

/**
 * A batch in which the database refuses a value is halved, so that one poison fact does not hold back a thousand good ones. Where it
 * does not answer at all, that would be a thousand tries: the whole batch comes again.
 * @returns message ids of the facts that failed; the queue is a standard one, so none blocks another.
 */
async function projectWhatCan(shard: Shard, facts: readonly IncomingFact[], log: Log): Promise<string[]> {
  try {
    await projectAt(shard, facts);
    return [];
  } catch (fault) {
    log.error('facts could not be projected', { facts: facts.length, ...faultFields(fault) });
    if (facts.length === 1 || !isOfTheData(fault)) return facts.map(({ messageId }) => messageId);
    const middle = Math.ceil(facts.length / 2);
    const first = await projectWhatCan(shard, facts.slice(0, middle), log);
    return [...first, ...(await projectWhatCan(shard, facts.slice(middle), log))];
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (constraint): the same values would fail again. */
function isOfTheData(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && /^2[23]...$/.test(String(fault.code));
}

export const handler = onLambda(create);
