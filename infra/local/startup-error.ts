/**
 * The machine or its settings keep the system from running (a busy port, a full disk, a wrong variable).
 * The message is one sentence that names the cause and what to do; whoever catches it prints the message alone.
 */
export class StartupError extends Error {
  override readonly name: string = 'StartupError';
}
