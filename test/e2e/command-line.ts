/** The command line on the system of a data directory, as an operator types it. */
import { Readable, Writable } from 'node:stream';
import { run } from '../../services/cli/run.ts';

/** @returns the answer of `zeroloss … --json`. @throws Error with what it complained of */
export async function commandLine(dataDir: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const io = { env: { ZEROLOSS_DATA_DIR: dataDir }, stdin: Readable.from([]), stdout, stderr };
  const exitCode = await run([...args, '--json'], io);
  if (exitCode !== 0) throw new Error(`zeroloss ${args.join(' ')} exits ${exitCode}: ${stderr.text} ${stdout.text}`);
  return JSON.parse(stdout.text) as Record<string, unknown>;
}

class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
