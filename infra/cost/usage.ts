/** What one completed transfer uses: measured by `npm run bench -- --json`, or assumed if a laptop cannot measure it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const counts = z.record(z.string(), z.number().nonnegative());

/** `perTransfer` in the bench's output. */
const meteredSchema = z.object({
  awsCalls: counts,
  facts: counts,
  invocations: counts,
  databaseBytes: z.number().positive(),
});
export type Metered = z.infer<typeof meteredSchema>;

/** To be replaced by what a first month on AWS shows. */
export const assumed = {
  /** Per invocation of a consumer with a batch: three round trips to the database and two to AWS, in one region. */
  consumerMilliseconds: 60,
  /** Per run of relay or sweeper with nothing to do. */
  scheduledMilliseconds: 200,
  /** One event as the bus stores it, with its envelope. */
  eventBytes: 1000,
  /** Written to the log per invocation: the line with its metrics. */
  logBytesPerInvocation: 500,
  /** To EventBridge and Step Functions through the endpoints, per transfer. */
  endpointBytes: 8000,
  /** X-Ray's default: one trace a second and 5 % of the rest. */
  tracedShare: 0.05,
  /** Lambda reads an idle queue with this many pollers, each of which polls every 20 s. */
  pollers: 5,
  pollSeconds: 20,
} as const;

/** @param file output of the bench. @throws Error if it is not */
export function readMetered(file: URL | string = new URL('metered.json', import.meta.url)): Metered {
  const output = JSON.parse(readFileSync(file, 'utf8')) as { perTransfer?: unknown };
  const parsed = meteredSchema.safeParse(output.perTransfer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `${file} is not the output of npm run bench -- --json: perTransfer.${issue?.path.join('.')} is missing.`,
  );
}
