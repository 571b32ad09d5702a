import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly json: boolean;
  readonly transfers: number;
  readonly accounts: number;
  readonly inFlight: number;
  readonly latencySamples: number;
}

export const help = `npm run bench [-- --json] [-- --transfers N]

Starts what npm start starts, on free ports and in a directory of its own, publishes transfers over HTTP from this process, counts
TransferCompleted on the bus, and ends with the proof.

  --transfers N        completed transfers to measure throughput over (100000)
  --accounts N         accounts that they move between (10000)
  --in-flight N        transfers that are open at once, at most (500)
  --latency-samples N  transfers on the idle system, one after the other (200)
  --json               one JSON object on standard output
  --help               this text
`;

/** @throws Error naming the option and its rule. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      transfers: { type: 'string', default: '100000' },
      accounts: { type: 'string', default: '10000' },
      'in-flight': { type: 'string', default: '500' },
      'latency-samples': { type: 'string', default: '200' },
    },
  });
  if (values.help) return 'help';
  const whole = (name: 'transfers' | 'accounts' | 'in-flight' | 'latency-samples', least: number) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least)
      throw new Error(`--${name} is "${values[name]}"; it must be a whole number from ${least}`);
    return value;
  };
  return {
    json: values.json,
    transfers: whole('transfers', 1),
    accounts: whole('accounts', 2),
    inFlight: whole('in-flight', 1),
    latencySamples: whole('latency-samples', 1),
  };
}
