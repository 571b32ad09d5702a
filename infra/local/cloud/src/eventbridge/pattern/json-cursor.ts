/** Walks over a text that is known to be valid JSON, without building values: an event's unused parts cost little. */

export class JsonCursor {
  protected readonly text: string;
  protected at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Code of the next character, NaN at the end. */
  protected get code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** The string that begins here, decoded; moves behind it. */
  protected readString(): string {
    const start = this.at;
    const escaped = this.skipString();
    return escaped ? (JSON.parse(this.text.slice(start, this.at)) as string) : this.text.slice(start + 1, this.at - 1);
  }

  /** Moves behind the string's closing quote; tells whether there was an escape. */
  protected skipString(): boolean {
    let escaped = false;
    for (;;) {
      const code = this.text.charCodeAt(++this.at);
      if (code === 92) {
        escaped = true;
        this.at++;
      } else if (code === 34) break;
    }
    this.at++;
    return escaped;
  }

  /** The number, `true`, `false` or `null` that begins here, as written; moves behind it. */
  protected readLiteral(): string {
    const start = this.at;
    while (!endsLiteral(this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Moves behind the value that begins here. */
  protected skipValue(): void {
    let depth = 0;
    do {
      const { code } = this;
      if (code === 34) {
        this.skipString();
        continue;
      }
      if (code === 123 || code === 91) depth++;
      else if (code === 125 || code === 93) depth--;
      else if (depth === 0) {
        this.readLiteral();
        return;
      }
      this.at++;
    } while (depth > 0);
  }

  protected skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.at))) this.at++;
  }

  /** From `{` or behind a member to the next member's name; false at the end, behind `}`. */
  protected nextMember(): boolean {
    this.at++; // the opening brace or the comma
    this.skipSpace();
    if (this.code !== 125) return true;
    this.at++;
    return false;
  }

  /** From behind a member's name to its value. */
  protected skipColon(): void {
    this.skipSpace();
    this.at++;
    this.skipSpace();
  }

  /** From behind a member or element to the comma or closing bracket; true at a comma. */
  protected hasMore(): boolean {
    this.skipSpace();
    if (this.code === 44) return true;
    this.at++;
    return false;
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

/** A comma, a closing bracket, white space, or the end of the text. */
function endsLiteral(code: number): boolean {
  return code === 44 || code === 125 || code === 93 || isSpace(code) || Number.isNaN(code);
}
