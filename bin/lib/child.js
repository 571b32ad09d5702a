/** Runs a program to its end; what it prints goes to standard error, which is for people. */
import { spawn } from 'node:child_process';
import { root } from './paths.js';

/** Resolves to the exit code (1 if a signal ended it). @throws the system's error when it cannot be run at all */
export function runChild(command, args, { env = {}, stdout = 2, stderr = 2 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, stderr],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
