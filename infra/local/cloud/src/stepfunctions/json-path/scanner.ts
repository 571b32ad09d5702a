/** A text does not follow its grammar. */
export class GrammarError extends Error {
  override readonly name = 'GrammarError';
}

/** A cursor over an expression, shared by the grammars of paths, filters and intrinsic functions. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  take(): string {
    return this.text.charAt(this.at++);
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.at);
  }

  /** Steps over `token` if it comes next. */
  accept(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.error(`expected '${token}'`);
  }

  /** Steps over the match of `pattern` (sticky) and returns it; undefined if there is none. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/[ \t\r\n]*/y);
  }

  error(problem: string): GrammarError {
    return new GrammarError(`${problem} at column ${this.at + 1} of ${this.text}`);
  }
}

/**
 * A string in single or double quotes. A backslash escapes a backslash and the quote that ends the string; before any other
 * character it stands for itself (recorded on AWS).
 */
export function readQuoted(scanner: Scanner): string {
  const quote = scanner.take();
  if (quote !== "'" && quote !== '"') throw scanner.error('expected a quoted name');
  let text = '';
  for (;;) {
    if (scanner.done) throw scanner.error('a quoted name does not end');
    const char = scanner.take();
    if (char === quote) return text;
    const escapes = char === '\\' && (scanner.next === quote || scanner.next === '\\');
    text += escapes ? scanner.take() : char;
  }
}
