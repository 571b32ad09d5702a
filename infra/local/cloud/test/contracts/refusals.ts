/** A refused call, as the SDK's exception shows it. */
import { expect } from 'vitest';

export interface Refusal {
  readonly name: string;
  readonly message: string;
  /** The HTTP status; default: 400. */
  readonly status?: number;
}

export async function expectRefusal(call: Promise<unknown>, { name, message, status = 400 }: Refusal): Promise<void> {
  const answer = await call.then(
    () => ({ name: 'no error', message: '' }),
    (error: { name: string; message: string; $metadata?: { httpStatusCode?: number } }) => ({
      name: error.name,
      message: error.message,
      status: error.$metadata?.httpStatusCode,
    }),
  );
  expect(answer).toEqual({ name, message, status });
}
