import type { Json } from '../../core/service.ts';
import { validation } from './errors.ts';

interface Length {
  readonly least?: number;
  readonly most?: number;
  /** AWS does not repeat a value that may be secret. */
  readonly sensitive?: boolean;
}

/** Reads a request's members and collects how they break their constraints, as AWS's front door does. */
export class Request {
  readonly #input: Record<string, Json>;
  readonly #violations: string[] = [];

  constructor(input: Record<string, Json>) {
    this.#input = input;
  }

  /** The member as it is; undefined for null as well, as AWS reads it. */
  raw(name: string): Json {
    return this.#input[name] ?? undefined;
  }

  requiredString(name: string, length: Length = {}): string {
    const value = this.string(name, length);
    if (value === undefined) this.#violate('Value null', name, 'Member must not be null');
    return value ?? '';
  }

  string(name: string, { least = 0, most = Number.POSITIVE_INFINITY, sensitive = false }: Length = {}) {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const text = this.#typed(name, value, 'string') as string;
    const shown = sensitive ? 'Value' : `Value '${text}'`;
    if (text.length < least) this.#violate(shown, name, `Member must have length greater than or equal to ${least}`);
    if (text.length > most) this.#violate(shown, name, `Member must have length less than or equal to ${most}`);
    return text;
  }

  /** A member with one of a few values; AWS lists them in an order of its own. */
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const text = this.string(name);
    if (text === undefined || values.includes(text as Value)) return text as Value | undefined;
    this.#violate(`Value '${text}'`, name, `Member must satisfy enum value set: [${values.join(', ')}]`);
    return undefined;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = this.#typed(name, value, 'number') as number;
    if (number < least)
      this.#violate(`Value '${number}'`, name, `Member must have value greater than or equal to ${least}`);
    if (number > most) this.#violate(`Value '${number}'`, name, `Member must have value less than or equal to ${most}`);
    return number;
  }

  boolean(name: string): boolean | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : (this.#typed(name, value, 'boolean') as boolean);
  }

  /** `maxResults`: "A value of 0 uses the default", which is 100. */
  pageSize(): number {
    return this.integer('maxResults', 0, 1000) || 100;
  }

  /** @throws ValidationException with all violations */
  check(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    throw validation(`${count} validation error${count === 1 ? '' : 's'} detected: ${this.#violations.join('; ')}`);
  }

  #typed(name: string, value: unknown, type: 'string' | 'number' | 'boolean'): unknown {
    if (typeof value === type) return value;
    throw validation(`Unexpected value type in payload: the member '${name}' is not a ${type}`);
  }

  #violate(shown: string, name: string, constraint: string): void {
    this.#violations.push(`${shown} at '${name}' failed to satisfy constraint: ${constraint}`);
  }
}
