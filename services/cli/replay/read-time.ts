import { z } from 'zod';
import { invalidInput } from '../cli-error.ts';

const isoTime = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** `2026-11-23T09:30:00Z`, with any offset and fraction, or a UTC day, `2026-11-23`. */
export function readTime(field: string, text: string): Date {
  if (isoTime.safeParse(text).success) return new Date(text);
  throw invalidInput(`${field} is "${text}"; it must be an ISO 8601 time, such as 2026-11-23T09:30:00Z`);
}
