import type { Io } from './io.ts';

/** Runs `work` with a signal that Ctrl-C aborts, so that it can end in good order. A second Ctrl-C ends the process at once. */
export async function interruptible<T>(io: Io, work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = () => {
    io.off?.('SIGINT', interrupt);
    controller.abort();
  };
  io.on?.('SIGINT', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    io.off?.('SIGINT', interrupt);
  }
}
