import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { factSource } from '../../events/index.ts';
import { type Runtime, requiredText } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery } from './delivery.ts';
import type { EventMessage } from './message.ts';
import { traceHeader } from './trace-header.ts';

/** PutEvents takes at most this many entries... */
const mostEntries = 10;
/** ...and under 1 MB in total; the rest is room for each entry's other fields. */
const mostDetailBytes = 900_000;

/** Publishes facts in batches; each entry succeeds or fails for itself. */
export async function publishEvents(runtime: Runtime, messages: readonly EventMessage[]): Promise<Delivery[]> {
  const deliveries = await Promise.all(batches(messages).map((batch) => publishBatch(runtime, batch)));
  return deliveries.flat();
}

interface Entry {
  readonly id: string;
  readonly request: PutEventsRequestEntry;
}

async function publishBatch({ events, env }: Runtime, batch: readonly Entry[]): Promise<Delivery[]> {
  try {
    const EventBusName = requiredText(env, 'EVENT_BUS_NAME');
    const { Entries = [] } = await events.send(
      new PutEventsCommand({ Entries: batch.map(({ request }) => ({ ...request, EventBusName })) }),
    );
    return batch.map(({ id }, index): Delivery => {
      const entry = Entries[index];
      if (entry?.EventId) return { id, result: 'delivered' };
      return { id, result: 'failed', error: `${entry?.ErrorCode ?? 'NoAnswer'}: ${entry?.ErrorMessage ?? ''}` };
    });
  } catch (fault) {
    return batch.map(({ id }) => failedDelivery(id, fault));
  }
}

function batches(messages: readonly EventMessage[]): Entry[][] {
  const all: Entry[][] = [];
  let bytes = 0;
  for (const { id, payload } of messages) {
    const Detail = JSON.stringify(payload.detail);
    const size = Buffer.byteLength(Detail);
    const last = all.at(-1);
    const TraceHeader = traceHeader(payload.detail.traceparent);
    const request = {
      Source: factSource,
      DetailType: payload.detailType,
      Detail,
      ...(TraceHeader ? { TraceHeader } : {}),
    };
    const entry = { id, request };
    if (last && last.length < mostEntries && bytes + size <= mostDetailBytes) {
      last.push(entry);
      bytes += size;
    } else {
      all.push([entry]);
      bytes = size;
    }
  }
  return all;
}
