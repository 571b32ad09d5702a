import type { MoveTasks } from './move-tasks.ts';
import type { Queues } from './queues.ts';

/** What SQS's operations work on. */
export interface SqsState {
  readonly queues: Queues;
  readonly tasks: MoveTasks;
}
