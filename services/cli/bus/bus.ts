/** The bus of the running system, as any upstream system uses it: over HTTP, with the AWS SDK. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { requests } from '../../../events/index.ts';
import { clientConfig } from '../endpoint.ts';

export const maxEntries = 10;

export interface Bus {
  /** @returns one entry per event: undefined if published, otherwise the reason. @throws the SDK's error if the whole call fails */
  publish(details: readonly string[]): Promise<(PublishFailure | undefined)[]>;
  close(): void;
}

export interface PublishFailure {
  /** AWS's code: `ThrottlingException`, `MalformedDetail`. */
  readonly code: string;
  readonly message: string;
}

const busName = 'zeroloss';
const source = 'zeroloss.cli';

export function openBus(endpoint: string): Bus {
  const client = new EventBridgeClient(clientConfig(endpoint));
  return {
    async publish(details) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: details.map((Detail) => ({
            EventBusName: busName,
            Source: source,
            DetailType: requests.transferRequested.name,
            Detail,
          })),
        }),
      );
      return details.map((_, index) => {
        const entry = Entries[index];
        if (entry?.EventId) return undefined;
        return { code: entry?.ErrorCode ?? 'NoAnswer', message: entry?.ErrorMessage ?? 'the bus gave no answer' };
      });
    },
    close: () => client.destroy(),
  };
}
