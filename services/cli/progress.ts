/** Progress on standard error, if that is a terminal: a bar, or a line. */
import type { Io } from './io.ts';

export interface Progress {
  advance(by: number): void;
  stop(): void;
}

const silent: Progress = { advance() {}, stop() {} };

/** @param unit undefined if the total is not known: there is no bar then */
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

/** One line that each `show` overwrites. */
export function progressLine({ stderr }: Io) {
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}`);
  };
  return { show: write, clear: () => write('') };
}
