/**
 * The constraints of the API's model (length, range, pattern, set of values), checked all at once and reported as AWS
 * does: "2 validation errors detected: Value '…' at 'name' failed to satisfy constraint: Member must …; Value …".
 */
import type { Json } from '../core/service.ts';
import { serialization, validation } from './errors.ts';

export interface StringShape {
  readonly min?: number;
  readonly max?: number;
  /** As the model writes it; it must match the whole value. */
  readonly pattern?: string;
  readonly values?: readonly string[];
}

export interface IntegerShape {
  readonly min?: number;
  readonly max?: number;
}

export interface ListShape {
  readonly min?: number;
  readonly max?: number;
  /** The list as AWS's message shows it. */
  readonly show?: (list: readonly Json[]) => string;
}

/** What a Date can hold. */
const latestSeconds = 8_640_000_000_000;

const compiled = new Map<string, RegExp>();

function matches(pattern: string, value: string): boolean {
  const regex = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  compiled.set(pattern, regex);
  return regex.test(value);
}

export class Constraints {
  readonly #violations: string[] = [];

  /** The string at `at`, or undefined when it is absent. */
  string(value: unknown, at: string, shape: StringShape = {}): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw serialization(`${typeName(value)} can not be converted to a String`);
    const { min, max, pattern, values } = shape;
    if (pattern !== undefined && !matches(pattern, value)) {
      this.#violated(value, at, `satisfy regular expression pattern: ${pattern}`);
    }
    if (min !== undefined && value.length < min) {
      this.#violated(value, at, `have length greater than or equal to ${min}`);
    }
    if (max !== undefined && value.length > max) this.#violated(value, at, `have length less than or equal to ${max}`);
    if (values && !values.includes(value)) this.#violated(value, at, `satisfy enum value set: [${values.join(', ')}]`);
    return value;
  }

  requiredString(value: unknown, at: string, shape: StringShape = {}): string {
    this.required(value, at);
    return this.string(value, at, shape) ?? '';
  }

  integer(value: unknown, at: string, { min, max }: IntegerShape = {}): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      throw serialization(`${typeName(value)} can not be converted to an Integer`);
    }
    if (min !== undefined && value < min) this.#violated(value, at, `have value greater than or equal to ${min}`);
    if (max !== undefined && value > max) this.#violated(value, at, `have value less than or equal to ${max}`);
    return value;
  }

  boolean(value: unknown): boolean | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') throw serialization(`${typeName(value)} can not be converted to a Boolean`);
    return value;
  }

  /** Seconds since the epoch as the wire has them, here in milliseconds. */
  timestamp(value: unknown): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || Math.abs(value) > latestSeconds) {
      throw serialization(`${typeName(value)} can not be converted to milliseconds since epoch`);
    }
    return Math.trunc(value * 1000);
  }

  list(value: unknown, at: string, { min, max, show }: ListShape = {}): readonly Json[] {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw serialization(`${typeName(value)} can not be converted to a List`);
    const shown = () => (show ? show(value) : `[${value.map((member) => JSON.stringify(member)).join(', ')}]`);
    if (min !== undefined && value.length < min) {
      this.#violated(shown(), at, `have length greater than or equal to ${min}`);
    }
    if (max !== undefined && value.length > max)
      this.#violated(shown(), at, `have length less than or equal to ${max}`);
    return value;
  }

  /** An object's members, or undefined when it is absent. */
  structure(value: unknown): Record<string, Json> | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw serialization(`${typeName(value)} can not be converted to a structure`);
    }
    return value as Record<string, Json>;
  }

  required(value: unknown, at: string): void {
    if (value === undefined || value === null) {
      this.#violations.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
    }
  }

  /** @throws AwsError ValidationException naming everything that was wrong */
  check(): void {
    const count = this.#violations.length;
    if (count === 0) return;
    const errors = count === 1 ? '1 validation error' : `${count} validation errors`;
    throw validation(`${errors} detected: ${this.#violations.join('; ')}`);
  }

  #violated(value: string | number, at: string, rule: string): void {
    this.#violations.push(`Value '${value}' at '${at}' failed to satisfy constraint: Member must ${rule}`);
  }
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
}
