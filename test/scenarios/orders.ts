/** Every order in which the messages of one transfer can arrive. */

/** `halfRollback`: the consumer died between the two halves; its message comes again later. */
export type Command = 'debit' | 'credit' | 'rollback' | 'halfRollback';
export type Status = 'open' | 'frozen' | 'closed';
export type Side = 'source' | 'destination';
export type StatusChange = `${Side} ${Status}`;
export type Step = Command | StatusChange;

/** The accounts at first. `poor`: open, without enough money. */
export interface Beginning {
  readonly source: Status | 'missing' | 'poor';
  readonly destination: Status | 'missing';
}

export interface Scenario extends Beginning {
  readonly steps: readonly Step[];
}

/** All orders of a bag of messages; 90 for 2 debits, 2 credits and 2 rollbacks. */
export function ordersOf(bag: Readonly<Partial<Record<Command, number>>>): Command[][] {
  const kinds = Object.entries(bag).filter(([, count]) => count > 0) as [Command, number][];
  if (kinds.length === 0) return [[]];
  return kinds.flatMap(([kind, count]) => ordersOf({ ...bag, [kind]: count - 1 }).map((rest) => [kind, ...rest]));
}

export const bothOpen: Beginning = { source: 'open', destination: 'open' };

/** One change of the status of either account, with the statuses before it. */
const changes: readonly (Beginning & { readonly change: StatusChange })[] = [
  { ...bothOpen, change: 'source frozen' },
  { ...bothOpen, change: 'source closed' },
  { ...bothOpen, change: 'destination frozen' },
  { ...bothOpen, change: 'destination closed' },
  { ...bothOpen, source: 'frozen', change: 'source open' },
  { ...bothOpen, destination: 'frozen', change: 'destination open' },
];

/** Accounts that stay as they are. */
const unchanged: readonly Beginning[] = [
  bothOpen,
  { ...bothOpen, source: 'poor' },
  { ...bothOpen, source: 'missing' },
  { ...bothOpen, source: 'closed' },
  { ...bothOpen, destination: 'missing' },
  { source: 'missing', destination: 'missing' },
];

/** The order with each kind of account, and with each change of status before every message. */
export function withStatusChanges(order: readonly Command[]): Scenario[] {
  const changed = changes.flatMap(({ source, destination, change }) =>
    Array.from({ length: order.length }, (_, position) => ({
      source,
      destination,
      steps: [...order.slice(0, position), change, ...order.slice(position)],
    })),
  );
  return [...unchanged.map((beginning) => ({ ...beginning, steps: order })), ...changed];
}

export function nameOf({ source, destination, steps }: Scenario): string {
  return `${source} -> ${destination}: ${steps.join(', ')}`;
}
