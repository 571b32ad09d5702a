/** Readers of typed arguments. They throw CliError InvalidInput, which names the field and the rule. */
import { invalidInput } from './cli-error.ts';

const maxPerPage = 1000;

export function readLimit(text: string): number {
  return wholeNumber('--limit', text, 1, maxPerPage);
}

export function readTimeoutSeconds(text: string): number {
  return wholeNumber('--timeout', text, 1, 86_400);
}

export function wholeNumber(field: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw invalidInput(`${field} is "${text}"; it must be a whole number from ${min} to ${max}`);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @returns the id in lower case, as the database writes it */
export function readUuid(field: string, text: string): string {
  if (uuidPattern.test(text)) return text.toLowerCase();
  throw invalidInput(`the ${field} is "${text}"; it must be a UUID, such as 7d54ac49-2334-5da6-b12d-8e2d46d0f6b1`);
}

export function readChoice<const Choice extends string>(
  field: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found) return found;
  throw invalidInput(`${field} is "${text}"; it must be one of ${choices.join(', ')}`);
}
