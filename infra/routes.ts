import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { factSource, requests as requestContracts } from '../events/index.ts';
import { projectionsRuleName, type QueueReaderName, requestsRuleName } from './names.ts';

/** Requests come from any source; facts are ours alone. */
export const requests: EventPattern = { detailType: Object.values(requestContracts).map(({ name }) => name) };
export const facts: EventPattern = { source: [factSource] };

export interface Route {
  readonly ruleName: string;
  readonly pattern: EventPattern;
  /** Whose queue it fills. */
  readonly reader: QueueReaderName;
}

/** What the bus hands on, and to whom. */
export const routes = {
  TransferRequests: { ruleName: requestsRuleName, pattern: requests, reader: 'intake' },
  Projections: { ruleName: projectionsRuleName, pattern: facts, reader: 'projections' },
} as const satisfies Record<string, Route>;
