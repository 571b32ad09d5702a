/** The log of the function host: ids, counts and faults; never an event or a message. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** A fault as log fields: only its name, code and message. */
export function faultFields(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { fault: String(fault) };
  const code = 'code' in fault ? { code: fault.code } : {};
  return { fault: fault.name, ...code, detail: fault.message };
}
