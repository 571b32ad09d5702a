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
    const stopForwarding = forwardSignals(child);
    child.on('error', reject);
    child.on('close', (code) => {
      stopForwarding();
      resolve(code ?? 1);
    });
  });
}

/**
 * A signal meanwhile ends the child first, and then this process. A terminal sends Ctrl-C to both by itself.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} to be called when the child has ended
 */
function forwardSignals(child) {
  /** @type {NodeJS.Signals | undefined} */
  let received;
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    received = signal;
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
    if (received) process.kill(process.pid, received);
  };
}

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
