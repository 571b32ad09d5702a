/**
 * Numbers as event-ruler compares them: by value (300, 300.0 and 3.0e2 are equal) as long as a double holds exactly
 * what is written. Any other number, such as an integer of 20 digits, equals only its own text.
 */

/** The double that a literal stands for; undefined if it is not a number, or one that a double would change. */
export function comparableNumber(text: string): number | undefined {
  if (!startsNumber(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  // 15 significant digits always survive the way into a double and back.
  const plain = text.length <= 15 && !/e/i.test(text);
  if (!plain && canonical(text) !== canonical(String(value))) return undefined;
  return value === 0 ? 0 : value; // never -0
}

function startsNumber(text: string): boolean {
  const code = text.charCodeAt(0);
  return code === 45 || (code >= 48 && code <= 57);
}

/** Sign, significant digits and exponent: equal for texts of one value. */
function canonical(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
