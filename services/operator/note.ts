/** Who does something by hand, and why. It is kept, so it must say something, and must be harmless on every screen. */
import { fields } from '../../events/index.ts';
import { type Refused, refused } from './refusal.ts';

export interface Note {
  readonly by: string;
  readonly reason: string;
}

export const maxBy = 128;
export const maxReason = 500;

const limits = { by: maxBy, reason: maxReason } as const;

/** @returns the note without blanks at its ends, or why it is not taken: the field and its rule */
export function readNote(note: Note): { readonly ok: true; readonly note: Note } | Refused {
  const trimmed = { by: note.by.trim(), reason: note.reason.trim() };
  for (const field of ['by', 'reason'] as const) {
    if (fields.printableText(1, limits[field]).safeParse(trimmed[field]).success) continue;
    return refused('InvalidNote', `${field} must be 1 to ${limits[field]} printable characters, not only blanks`);
  }
  return { ok: true, note: trimmed };
}
