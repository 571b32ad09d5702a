/** The fields that messages share, with the limits that every JSON Schema shows. */
import { z } from 'zod';

/** Letters, marks, digits, punctuation, symbols and spaces of any script; no control, format or line-break characters. */
const printable = '[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}]';
export const printableText = (min: number, max: number) =>
  z.string().regex(new RegExp(`^${printable}{${min},${max}}$`, 'u'), {
    error: `must be ${min} to ${max} printable characters`,
  });

export const schemaVersion = z.literal(1, { error: 'must be the number 1' });

export const accountId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, { error: 'must be 1 to 64 of letters, digits, dot, underscore and hyphen' })
  .describe('An account of the bank.');

const sameBytes =
  'Compared byte by byte in UTF-8: composed and decomposed accents, kinds of blanks and hyphens, small and capital letters all tell names apart. Spell it one way.';

export const requester = printableText(1, 128).describe(
  `Who asks for the transfer. With idempotencyKey it names the transfer. ${sameBytes}`,
);

export const idempotencyKey = printableText(1, 128).describe(
  `The requester's own name for this transfer; the same key always means the same transfer. ${sameBytes}`,
);

/**
 * What names something in a new request. Not in facts and commands: a transfer that was accepted under such a name before this rule
 * must still be told and ended.
 */
export const naming = (text: z.ZodString) =>
  text
    .refine((value) => !value.includes('\ufffd'), {
      error: 'must not have U+FFFD, which programs write for a character that they could not read: send UTF-8',
      params: { rule: 'UnreadCharacter' },
    })
    .meta({ ...text.meta(), pattern: withoutUnread(text) });

/** The text's pattern, for the JSON Schema. */
function withoutUnread(text: z.ZodString): string | undefined {
  const pattern = text.toJSONSchema().pattern;
  return text.safeParse('\ufffd').success ? pattern?.replace('^', '^(?!.*\\uFFFD)') : pattern;
}

/** At most 14 digits before the point and 4 after: below 2^63 minor units in every currency. */
export const amount = z
  .string()
  .regex(/^(?!0+(\.0+)?$)[0-9]{1,14}(\.[0-9]{1,4})?$/, {
    error:
      'must be a decimal string greater than zero, such as "120.50", of at most 14 digits before and 4 after the point',
  })
  .describe('Decimal string in the units of the currency, with at most as many decimals as ISO 4217 gives it.');

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code of three capital letters' })
  .describe('ISO 4217 alphabetic code.');

export const reference = printableText(0, 140).describe('Free text for the people who read the statement.');

const maxPairs = 20;

export const metadata = z
  .record(printableText(1, 64), printableText(0, 256))
  .refine((pairs) => Object.keys(pairs).length <= maxPairs, {
    error: `must have at most ${maxPairs} pairs`,
    params: { rule: 'TooMany' },
    // Also if a pair is wrong by itself: every broken rule is named at once.
    when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  })
  .meta({ maxProperties: maxPairs, description: 'At most 20 pairs of strings that mean something to the requester.' });

export const traceparent = z
  .string()
  .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, { error: 'must be a W3C traceparent' })
  .describe('W3C trace context.');

/** Only in lower case: each id has only one text, as a key, as the name of an execution, in a log. */
export const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, {
    error: 'must be a UUID in lower case',
  })
  .meta({ format: 'uuid' });

/** Stable name of the broken rule: `InsufficientFunds`. */
export const reason = z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, { error: 'must be the name of a rule' });

/** What every fact carries. */
export const factHeader = {
  eventId: uuid.describe('Unique per fact and the same on every delivery and replay: deduplicate by it.'),
  transferId: uuid,
  schemaVersion,
  occurredAt: z.iso.datetime({ precision: 3, error: 'must be a UTC time with milliseconds' }),
  traceparent: traceparent.optional(),
};

/** The fact's rank in a transfer's life: show the highest, keep all. 0 is no stage of it. */
export const sequence = (rank: 0 | 1 | 2 | 3) => z.literal(rank);

/** Whose transfer it is, so that a rule of the bus can select the requester's own. */
export const origin = { requester, idempotencyKey };

/** What moves: the same in facts and commands. */
export const movement = { fromAccount: accountId, toAccount: accountId, amount, currency };

/** Origin and movement in every example. */
export const exampleTerms = {
  requester: 'payroll',
  idempotencyKey: 'salary-2026-11-0042',
  fromAccount: 'alice',
  toAccount: 'bob',
  amount: '120.50',
  currency: 'EUR',
};
