/**
 * Comparison without regard to case, as event-ruler does it: each UTF-16 unit of the pattern stands for its lower-case
 * and its upper-case form, which may be longer than itself (ß also for SS); the event's text is not folded.
 */

/** A regular expression's source for `text` in either case. */
export function eitherCase(text: string): string {
  let source = '';
  for (let index = 0; index < text.length; index++) source += unitInEitherCase(text.charAt(index));
  return source;
}

function unitInEitherCase(unit: string): string {
  // Half a surrogate pair has no UTF-8 form; event-ruler writes a question mark for it, in patterns but not in events.
  if (unit >= '\ud800' && unit <= '\udfff') return '\\?';
  const lower = unit.toLowerCase();
  const upper = unit.toUpperCase();
  return lower === upper ? escaped(lower) : `(?:${escaped(lower)}|${escaped(upper)})`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
