/**
 * The keys of the store. `machine` is the state machine's id, so that a new one of the same name sees nothing
 * of the old one. Only `x/` (running executions) and the state machines are read at start; the rest is read on demand.
 */
const root = 'states';

export const keys = {
  machines: `${root}/m/`,
  machine: (name: string) => `${root}/m/${name}`,
  /** State machines that are being removed. */
  deletedMachines: `${root}/d/`,
  deletedMachine: (machine: string) => `${root}/d/${machine}`,
  revisions: `${root}/r/`,
  revisionsOf: (machine: string) => `${root}/r/${machine}/`,
  revision: (machine: string, number: number) => `${root}/r/${machine}/${number}`,
  running: `${root}/x/`,
  runningExecution: (machine: string, name: string) => `${root}/x/${machine}/${name}`,
  endedOf: (machine: string) => `${root}/e/${machine}/`,
  ended: (machine: string, name: string) => `${root}/e/${machine}/${name}`,
  /** Ended executions by the time they started. */
  listOf: (machine: string) => `${root}/l/${machine}/`,
  listed: (machine: string, order: string) => `${root}/l/${machine}/${order}`,
  historyOfMachine: (machine: string) => `${root}/h/${machine}/`,
  historyOf: (machine: string, name: string) => `${root}/h/${machine}/${name}/`,
  history: (machine: string, name: string, firstEventId: number) =>
    `${root}/h/${machine}/${name}/${String(firstEventId).padStart(5, '0')}`,
};

/** Sorts executions by start, then name; 15 digits last until the year 33658. */
export function startOrder(startMs: number, name: string): string {
  return `${String(startMs).padStart(15, '0')}/${name}`;
}
