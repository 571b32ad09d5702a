/** Tables for people: as wide as their content, numbers to the right. */
import Table from 'cli-table3';
import { printableLine } from './printable.ts';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | null | undefined;
  readonly right?: boolean;
}

export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const drawn = new Table({
    head: columns.map(({ title }) => title),
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    chars: plainLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const row of rows) drawn.push(columns.map(({ of }) => printableLine(of(row) ?? '')));
  return drawn.toString().replace(/ +$/gm, '');
}

const sides = ['top', 'bottom', 'mid', 'left', 'right'] as const;
/** No frame, so that copying from the screen copies only the content. */
const plainLines = Object.fromEntries([
  ...sides.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((name) => [name, ''])),
  ['middle', ''],
]);

/** `Field  value` lines. */
export function fields(pairs: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  const shown = pairs.filter(([, value]) => value);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${printableLine(value ?? '')}`).join('\n');
}

/** `2026-11-23 09:30:00.120`, UTC. */
export function time(at: Date | string | null | undefined): string {
  if (!at) return '';
  return (typeof at === 'string' ? at : at.toISOString()).replace('T', ' ').replace('Z', '');
}

/** How to get the next page; empty on the last one. */
export function more(next: string | undefined): string {
  return next ? `\nmore: --after ${next}` : '';
}
