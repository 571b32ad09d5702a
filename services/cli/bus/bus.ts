/** Publishes requests on the bus of the running system, as any upstream system would: over HTTP, with the AWS SDK. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { requests } from '../../../events/index.ts';
import { clientConfig } from '../endpoint.ts';

export const mostEntries = 10;

export interface Bus {
  /** @returns for each detail undefined where it is on the bus, else why it is not. @throws the SDK's error when the call fails as a whole */
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
