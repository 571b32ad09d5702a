import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { factSource } from '../../events/index.ts';
import type { OutboxConfig } from '../runtime/config.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type Delivery, failedDelivery } from './delivery.ts';
import type { EventMessage } from './message.ts';
import { traceHeader } from './trace-header.ts';

/** PutEvents' limit. */
const maxEntries = 10;
/** PutEvents takes less than 1 MB; this leaves room for each entry's other fields. */
const maxDetailBytes = 900_000;

/** Who may publish. */
export interface Publisher {
  readonly events: Runtime['events'];
  readonly config: Pick<OutboxConfig, 'eventBusName'>;
}

/** Publishes facts in batches; each entry succeeds or fails by itself. */
export async function publishEvents(publisher: Publisher, messages: readonly EventMessage[]): Promise<Delivery[]> {
  const deliveries = await Promise.all(batches(messages).map((batch) => publishBatch(publisher, batch)));
  return deliveries.flat();
}

interface Entry {
  readonly id: string;
  readonly request: PutEventsRequestEntry;
}

async function publishBatch({ events, config }: Publisher, batch: readonly Entry[]): Promise<Delivery[]> {
  const EventBusName = config.eventBusName;
  try {
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
    if (last && last.length < maxEntries && bytes + size <= maxDetailBytes) {
      last.push(entry);
      bytes += size;
    } else {
      all.push([entry]);
      bytes = size;
    }
  }
  return all;
}
