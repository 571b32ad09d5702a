/** How long a row is put off after so many failed attempts, in SQL: 1 s, 2 s, 4 s, ... up to 5 minutes. */
export function backOff(attempts: string): string {
  return `least(interval '5 minutes', interval '1 second' * power(2, least(${attempts}, 20)))`;
}
