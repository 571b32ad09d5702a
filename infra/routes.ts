import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { factSource, requests as requestContracts } from '../events/index.ts';
import { projectionsRuleName, type QueueReaderName, requestsRuleName } from './names.ts';

/** Requests come from any source; facts only from us. */
export const requests: EventPattern = { detailType: Object.values(requestContracts).map(({ name }) => name) };
export const facts: EventPattern = { source: [factSource] };

export interface Route {
  readonly ruleName: string;
  readonly pattern: EventPattern;
  /** The reader of the queue that it fills. */
  readonly reader: QueueReaderName;
}

/** Which events the bus sends to which queue. */
export const routes = {
  TransferRequests: { ruleName: requestsRuleName, pattern: requests, reader: 'intake' },
  Projections: { ruleName: projectionsRuleName, pattern: facts, reader: 'projections' },
} as const satisfies Record<string, Route>;
