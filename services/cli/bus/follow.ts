/** Follows published requests to their outcomes by polling the ledger, less and less often. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Shard, Shards } from '../../database/shards.ts';
import type { IdentifiedRequest } from '../../intake/request.ts';
import { type OutcomeRow, readOutcomes } from './queries/read-outcomes.ts';

/** A request without its content. */
export type Followed = Omit<IdentifiedRequest, 'detail' | 'requester' | 'idempotencyKey'>;

export type Outcome = OutcomeRow['outcome'];

export interface Ended {
  readonly outcome: Outcome;
  /** What has it: the transfer, or the refused request. Two requests for one transfer have one outcome. */
  readonly id: string;
}

const minWaitMs = 15;
const maxWaitMs = 500;
const maxPerQuery = 1000;

export interface FollowOptions {
  /** Called with what a round found, one for each request that ended. */
  readonly onOutcomes?: (ended: readonly Ended[]) => void;
  readonly timeoutMs: number;
  /** Ends the following early. */
  readonly signal?: AbortSignal | undefined;
}

/** @returns the requests that are still open when the time is up */
export async function follow(
  shards: Shards,
  requests: readonly Followed[],
  options: FollowOptions,
): Promise<Followed[]> {
  const deadline = performance.now() + options.timeoutMs;
  let open = [...requests];
  let waitMs = minWaitMs;
  while (open.length > 0) {
    const left: Followed[] = [];
    for (const [registry, group] of shards.group(open, ({ shardKey }) => shardKey)) {
      left.push(...(await stillOpen(registry, group, options)));
    }
    // While some end, more will soon.
    waitMs = left.length < open.length ? minWaitMs : Math.min(waitMs * 1.5, maxWaitMs);
    open = left;
    const remainingMs = deadline - performance.now();
    if (open.length === 0 || remainingMs <= 0 || options.signal?.aborted) break;
    await wait(Math.min(waitMs, remainingMs), undefined, { signal: options.signal }).catch(() => {}); // asked once more
  }
  return open;
}

async function stillOpen({ pool }: Shard, requests: readonly Followed[], options: FollowOptions): Promise<Followed[]> {
  const left: Followed[] = [];
  for (let at = 0; at < requests.length; at += maxPerQuery) {
    const some = requests.slice(at, at + maxPerQuery);
    const rows = await readOutcomes(
      pool,
      some.flatMap(({ transferId }) => transferId ?? []),
      some.map(({ requestId }) => requestId),
    );
    const outcomesById = new Map(rows.map((row) => [row.id, row]));
    const outcomes = some.map((request) => outcomeOf(request, outcomesById));
    options.onOutcomes?.(outcomes.filter((ended) => ended !== undefined));
    left.push(...some.filter((_, index) => outcomes[index] === undefined));
  }
  return left;
}

/** The transfer under its key is this request's only if the payload is the same; otherwise it will be refused for reusing the key. */
function outcomeOf(
  { requestId, transferId, payloadHash }: Followed,
  outcomesById: Map<string, OutcomeRow>,
): Ended | undefined {
  const found = outcomesById.get(requestId) ?? outcomesById.get(transferId ?? '');
  if (!found) return undefined;
  return found.id === requestId || found.payloadHash?.equals(payloadHash) ? found : undefined;
}
