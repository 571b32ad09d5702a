/** Whether UTF-8 can write the text: no half of a surrogate pair. With the flag `u` only such a half is in this class. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
