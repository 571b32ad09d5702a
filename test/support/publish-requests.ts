import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { TransferRequested } from '../../events/index.ts';
import { busName } from '../../infra/names.ts';

/** EventBridge's limit. */
const maxEntries = 10;

/** Publishes requests in batches, all at once. @throws Error if the bus refuses one */
export async function publishRequests(
  events: EventBridgeClient,
  source: string,
  details: readonly TransferRequested[],
): Promise<void> {
  const entries = details.map((detail) => ({
    EventBusName: busName,
    Source: source,
    DetailType: 'TransferRequested',
    Detail: JSON.stringify(detail),
  }));
  const batches = Array.from({ length: Math.ceil(entries.length / maxEntries) }, (_, index) =>
    entries.slice(index * maxEntries, (index + 1) * maxEntries),
  );
  const publishBatch = async (Entries: typeof entries) => {
    const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) throw new Error(`the bus refused ${FailedEntryCount} events`);
  };
  await Promise.all(batches.map(publishBatch));
}
