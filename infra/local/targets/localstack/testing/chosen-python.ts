import { spawnSync } from 'node:child_process';

const recent = 'import sys; sys.exit(sys.version_info < (3, 11))';

/** A Python that LocalStack could run on; undefined if there is none. */
export const chosenPython: string | undefined = ['python3', 'python3.13', 'python3.12', 'python3.11'].find(
  (python) => spawnSync(python, ['-c', recent]).status === 0,
);
