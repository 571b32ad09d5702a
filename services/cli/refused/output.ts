import type { Output } from '../output.ts';
import type { RefusedRow } from './queries/read-refused.ts';
import { refusedView } from './view.ts';

/** A refused request as `refused show` and `transfer show` print it. */
export function refusedOutput(row: RefusedRow): Output {
  const request = refusedView(row);
  return { json: request, text: async () => (await import('./text.ts')).refusedText(request) };
}
