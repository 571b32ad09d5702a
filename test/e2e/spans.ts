/** The time of a run in pieces, for replays that bring its events in another order than they came. */

const pieces = 5;

/** Each piece twice, as the arguments `--from` and `--to`, in an order that is always the same and not that of time. */
export function shuffledSpans(from: Date, to: Date): string[][] {
  const at = (index: number) => new Date(from.getTime() + ((to.getTime() - from.getTime()) * index) / pieces);
  const spans = Array.from({ length: pieces }, (_, index) => [
    '--from',
    at(index).toISOString(),
    '--to',
    at(index + 1).toISOString(),
  ]);
  const order = [3, 0, 4, 1, 2, 1, 4, 2, 0, 3];
  return order.map((index) => spans[index] ?? []);
}
