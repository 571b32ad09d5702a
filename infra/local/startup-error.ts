/**
 * The machine or its settings prevent the system from running: a busy port, a full disk, a wrong variable.
 * The message is one sentence for the user: the cause, and what to do. Print only the message.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
