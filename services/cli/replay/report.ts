/** How a replay ended. */
import type { ReplayEnd } from '../../replay/run-replay.ts';
import type { Brought } from '../../replay/wait-until-consumed.ts';
import { type ExitCode, exitCodes } from '../output.ts';

export interface ReplayReport extends Brought {
  readonly replay: string;
  readonly from: string;
  readonly to: string;
  readonly state: ReplayEnd['state'];
  readonly reason: string | null;
  /** Whether every event that it sent was consumed. */
  readonly consumed: boolean;
  readonly seconds: number;
}

export function exitCodeOf({ state, consumed }: ReplayReport): ExitCode {
  if (state === 'FAILED' || state === 'CANCELLED') return exitCodes.error;
  return state === 'COMPLETED' && consumed ? exitCodes.ok : exitCodes.stillOpen;
}

export function stateText({ state, reason, consumed }: ReplayReport): string {
  if (state === 'RUNNING') return 'still running: the time was up, and it goes on';
  if (state !== 'COMPLETED') return reason ? `${state} (${reason})` : state;
  return consumed ? 'COMPLETED, and all of it consumed' : 'COMPLETED, not all of it consumed yet';
}
