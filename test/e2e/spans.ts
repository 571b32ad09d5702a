/** The time of a run in pieces, to replay its events in another order. */

const pieces = 5;

/** Each piece twice, as arguments `--from` and `--to`, in a fixed order that is not chronological. */
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
