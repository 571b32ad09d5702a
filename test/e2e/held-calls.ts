/** AWS calls that never return: to the rest of the system, the function was killed before it made them. */
import type { Clients } from '@zeroloss/local-cloud';

type Send = (command: Command, ...more: unknown[]) => Promise<unknown>;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Entries?: readonly { readonly Source?: string }[] };
}

/** What a function delivers. PutEvents is held only for the system's own events, because requests come from others. */
const deliveries: Readonly<Record<string, (input: Command['input']) => boolean>> = {
  start: () => true,
  callback: () => true,
  event: ({ Entries = [] }) => Entries.some(({ Source }) => Source === 'zeroloss'),
};
const kinds: Readonly<Record<string, string>> = {
  StartExecutionCommand: 'start',
  SendTaskSuccessCommand: 'callback',
  SendTaskFailureCommand: 'callback',
  PutEventsCommand: 'event',
};

/** @returns a function that lets later calls through again; those that were held never return */
export function holdCalls({ events, states }: Clients, held: readonly ('start' | 'callback' | 'event')[]): () => void {
  const isHeld = ({ constructor: { name }, input }: Command) => {
    const kind = held.find((each) => each === kinds[name]);
    return kind !== undefined && (deliveries[kind]?.(input) ?? false);
  };
  const releases = [events, states].map((client) => {
    const owner = client as unknown as { send: Send };
    const send = owner.send.bind(client);
    owner.send = (command, ...more) => (isHeld(command) ? new Promise(() => {}) : send(command, ...more));
    return () => {
      owner.send = send;
    };
  });
  return () => {
    for (const release of releases) release();
  };
}
