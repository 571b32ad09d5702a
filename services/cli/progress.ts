/** A progress bar on standard error, where that is a terminal. */
import type { Io } from './io.ts';

export interface Progress {
  advance(by: number): void;
  stop(): void;
}

const silent: Progress = { advance() {}, stop() {} };

/** @param unit undefined where the total is not known: there is no bar then. */
export async function progressBar(
  { stderr }: Io,
  what: string,
  unit: string | undefined,
  total: number,
): Promise<Progress> {
  if (!stderr.isTTY || unit === undefined || total === 0) return silent;
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% of {total} ${unit}, {duration_formatted}`,
    stream: stderr,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { advance: (by) => bar.increment(by), stop: () => bar.stop() };
}
