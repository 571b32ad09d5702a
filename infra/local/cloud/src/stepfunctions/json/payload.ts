/**
 * A JSON payload on its way through an execution: its text and its value, each made from the other on demand. AWS passes an
 * unchanged payload on as exactly the text that it received, and most payloads never change.
 * Values are shared between states and must not be changed in place.
 */

/** "Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string." */
export const maxPayloadBytes = 262_144;

const absent = Symbol('absent');

export class Payload {
  #text: string | undefined;
  #value: unknown;

  private constructor(text: string | undefined, value: unknown) {
    this.#text = text;
    this.#value = value;
  }

  /** @param text valid JSON */
  static ofText(text: string): Payload {
    return new Payload(text, absent);
  }

  static ofValue(value: unknown): Payload {
    return new Payload(undefined, value);
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#value);
    return this.#text;
  }

  get value(): unknown {
    if (this.#value === absent) this.#value = JSON.parse(this.text);
    return this.#value;
  }

  get tooLarge(): boolean {
    return isTooLarge(this.text);
  }
}

/** Whether `text` is above Step Functions' limit. A UTF-16 unit takes at most three bytes, so that most texts need no count. */
export function isTooLarge(text: string): boolean {
  return text.length * 3 > maxPayloadBytes && Buffer.byteLength(text) > maxPayloadBytes;
}

export const emptyObject = Payload.ofText('{}');
