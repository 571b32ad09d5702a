/** A log of ids, counts, rules and faults; never of payloads, amounts or persons. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Name, code and message of a fault, and nothing else that it may carry. */
export function faultFields(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { fault: String(fault) };
  const code = 'code' in fault ? { code: fault.code } : {};
  return { fault: fault.name, ...code, detail: fault.message };
}
