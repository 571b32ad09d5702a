import type { Ids } from '../core/context.ts';
import type { Payload } from './json/payload.ts';

/** What the expressions of a state see. */
export interface Scope {
  /** What `$` stands for. */
  readonly data: Payload;
  /** What `$$` stands for: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  readonly context: () => Record<string, unknown>;
  readonly ids: Ids;
}
