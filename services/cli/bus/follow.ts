/** Follows published requests to their outcomes, by asking their registries again and again, less and less often. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Shard, Shards } from '../../database/shards.ts';
import type { IdentifiedRequest } from '../../intake/request.ts';
import { readVerdicts, type VerdictRow } from './queries/read-outcomes.ts';

/** A request without what it says. */
export type Followed = Omit<IdentifiedRequest, 'detail' | 'requester' | 'idempotencyKey'>;

export type Outcome = VerdictRow['outcome'];

const shortestWaitMs = 15;
const longestWaitMs = 500;
const mostAtOnce = 1000;

/** Counts outcomes as they come in. */
export interface Following {
  /** Told of how many were found in a round. */
  readonly onOutcomes?: (outcomes: readonly Outcome[]) => void;
  readonly timeoutMs: number;
  /** Ends the following early. */
  readonly signal?: AbortSignal | undefined;
}

/** @returns the requests that are still open when the time is up: none, or those. */
export async function follow(shards: Shards, requests: readonly Followed[], options: Following): Promise<Followed[]> {
  const deadline = performance.now() + options.timeoutMs;
  let open = [...requests];
  let waitMs = shortestWaitMs;
  while (open.length > 0) {
    const left: Followed[] = [];
    for (const [registry, group] of shards.group(open, ({ placedBy }) => placedBy)) {
      left.push(...(await stillOpen(registry, group, options)));
    }
    // As long as some end, more will soon.
    waitMs = left.length < open.length ? shortestWaitMs : Math.min(waitMs * 1.5, longestWaitMs);
    open = left;
    const remainingMs = deadline - performance.now();
    if (open.length === 0 || remainingMs <= 0 || options.signal?.aborted) break;
    await wait(Math.min(waitMs, remainingMs), undefined, { signal: options.signal }).catch(() => {}); // asked once more
  }
  return open;
}

async function stillOpen({ pool }: Shard, requests: readonly Followed[], options: Following): Promise<Followed[]> {
  const left: Followed[] = [];
  for (let at = 0; at < requests.length; at += mostAtOnce) {
    const some = requests.slice(at, at + mostAtOnce);
    const rows = await readVerdicts(
      pool,
      some.flatMap(({ transferId }) => transferId ?? []),
      some.map(({ requestId }) => requestId),
    );
    const verdicts = new Map(rows.map((row) => [row.id, row]));
    const outcomes = some.map((request) => outcomeOf(request, verdicts));
    options.onOutcomes?.(outcomes.filter((outcome) => outcome !== undefined));
    left.push(...some.filter((_, index) => outcomes[index] === undefined));
  }
  return left;
}

/** The transfer of its key is this request's only where the payload is: else it will be refused for reusing the key. */
function outcomeOf({ requestId, transferId, payloadHash }: Followed, verdicts: Map<string, VerdictRow>) {
  if (verdicts.has(requestId)) return 'Refused';
  const verdict = verdicts.get(transferId ?? '');
  return verdict?.payloadHash?.equals(payloadHash) ? verdict.outcome : undefined;
}
