import { isObject } from '../../core/json-values.ts';
import { parsePath } from '../json-path/parse.ts';
import { isReferencePath } from '../json-path/reference-path.ts';
import type { Path } from '../json-path/types.ts';
import type { Diagnostics } from './diagnostics.ts';

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads the fields of one object of a definition and collects their faults. `finish` refuses fields that were not read: no
 * field is ever ignored.
 */
export class Reader {
  readonly location: string;
  readonly #fields: Record<string, unknown>;
  readonly #diagnostics: Diagnostics;
  readonly #asked = new Set<string>(['Comment']);

  constructor(fields: Record<string, unknown>, location: string, diagnostics: Diagnostics) {
    this.#fields = fields;
    this.location = location;
    this.#diagnostics = diagnostics;
  }

  has(field: string): boolean {
    return Object.hasOwn(this.#fields, field);
  }

  /** The field's value, of any type. */
  raw(field: string): unknown {
    this.#asked.add(field);
    return this.has(field) ? this.#fields[field] : undefined;
  }

  fault(field: string | undefined, message: string): undefined {
    this.#diagnostics.add(field === undefined ? this.location || '/' : this.at(field), message);
    return undefined;
  }

  at(field: string): string {
    return `${this.location}/${field}`;
  }

  require(...fields: string[]): void {
    const absent = fields.filter((field) => !this.has(field));
    if (absent.length > 0) this.fault(undefined, `These fields are required: [${absent.join(', ')}]`);
  }

  /** Collects a fault if there are several of `fields`, or if there is none and one is `needed`. */
  onlyOne(fields: readonly string[], needed: 'needed' | 'optional'): void {
    const count = fields.filter((field) => this.has(field)).length;
    const list = `[${fields.join(', ')}]`;
    if (count > 1) this.fault(undefined, `There should only be one of the following fields: ${list}`);
    if (count === 0 && needed === 'needed') {
      this.fault(undefined, `This object should have only one of the following fields: ${list}`);
    }
  }

  string(field: string): string | undefined {
    const value = this.raw(field);
    if (typeof value === 'string' || !this.has(field)) return value as string | undefined;
    return this.fault(field, 'Expected value of type String');
  }

  boolean(field: string): boolean | undefined {
    const value = this.raw(field);
    if (typeof value === 'boolean' || !this.has(field)) return value as boolean | undefined;
    return this.fault(field, 'Expected value of type Boolean');
  }

  integer(field: string, bounds: Bounds): number | undefined {
    const value = this.raw(field);
    if (!this.has(field)) return undefined;
    if (!Number.isSafeInteger(value)) return this.fault(field, 'Expected value of type Integer');
    return this.#within(field, value as number, bounds, String);
  }

  float(field: string, bounds: Bounds): number | undefined {
    const value = this.raw(field);
    if (!this.has(field)) return undefined;
    if (typeof value !== 'number') return this.fault(field, 'Expected value of type Float');
    return this.#within(field, value, bounds, (bound) => bound.toFixed(1));
  }

  #within(field: string, value: number, { min, max }: Bounds, print: (bound: number) => string) {
    if (min !== undefined && value < min) return this.fault(field, `Minimum value is ${print(min)}`);
    if (max !== undefined && value > max) return this.fault(field, `Maximum value is ${print(max)}`);
    return value;
  }

  /** A list of objects; empty if the field is missing. */
  objects(field: string): Reader[] {
    const value = this.raw(field);
    if (!this.has(field)) return [];
    if (!Array.isArray(value)) {
      this.fault(field, 'Expected value of type Array');
      return [];
    }
    return value.flatMap((item: unknown, index) => this.#child(item, `${this.at(field)}[${index}]`));
  }

  object(field: string): Reader | undefined {
    const value = this.raw(field);
    return this.has(field) ? this.#child(value, this.at(field))[0] : undefined;
  }

  #child(value: unknown, location: string): Reader[] {
    if (isObject(value)) return [new Reader(value, location, this.#diagnostics)];
    this.#diagnostics.add(location, 'Expected value of type Object');
    return [];
  }

  path(field: string): Path | undefined {
    const text = this.string(field);
    if (text === undefined) return undefined;
    try {
      return parsePath(text);
    } catch {
      return this.fault(field, 'Value must be a valid JSONPath.');
    }
  }

  referencePath(field: string): Path | undefined {
    const text = this.string(field);
    if (text === undefined) return undefined;
    if (!text.startsWith('$')) {
      return this.fault(field, "Value is not a Reference Path: Reference path didn't start with '$'");
    }
    try {
      const path = parsePath(text);
      if (isReferencePath(path)) return path;
    } catch {
      // no path at all: the same fault
    }
    return this.fault(field, 'Value is not a Reference Path');
  }

  get fields(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** Collects a fault for every field that was not read. */
  finish(refusal: (field: string) => string = (field) => `Field '${field}' is not supported`): void {
    for (const field of this.fields) if (!this.#asked.has(field)) this.fault(undefined, refusal(field));
  }
}
