import { spawn } from 'node:child_process';
import { root } from './paths.js';

/**
 * Runs a program in the clone to its end. Its output goes to standard error unless told otherwise.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: Record<string, string>, stdout?: number | 'ignore'}} [options]
 * @returns {Promise<number>} the exit code; 1 if a signal ended it
 * @throws the system's error if it cannot be run at all
 */
export function runChild(command, args, { env = {}, stdout = 2 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdout, 2],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
