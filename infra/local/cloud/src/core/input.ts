/**
 * What a request may hold: an operation declares its fields once, and that declaration validates each request, types the
 * handler's input and fills the table in README.md.
 */
import type { AwsError } from './service.ts';

/** `ignored` is accepted (and may be kept and described) but changes nothing that runs here. A field not declared is ignored too. */
export type Support = 'supported' | 'ignored' | 'refused';

export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly required: Required;
  readonly support: Support;
  /** Why it is ignored or refused. */
  readonly note?: string;
  /** Of a structure, or of the structures in a list or map. */
  readonly members?: Fields;
  /** @param at path of the structure that holds the value; with `name` it is the value's own */
  readonly read: (value: Given, at: string, name: string, reading: Reading) => T;
}

type Given = NonNullable<unknown>;

export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** A validated input. A null in the request is a missing field, as AWS reads it. */
export type InputOf<F extends Fields> = {
  readonly [K in keyof F as F[K]['required'] extends true ? K : never]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K]['required'] extends true ? never : K]?: ValueOf<F[K]> | undefined;
};

export type TypeName = 'String' | 'Integer' | 'Boolean' | 'Timestamp' | 'List' | 'Map' | 'Structure';

/** A service's errors for an input that breaks its declaration. */
export interface InputErrors {
  readonly wrongType: (value: unknown, wanted: TypeName, name: string) => AwsError;
  /** Thrown for the first field that is missing or empty. Services without it report a missing one as a violation. */
  readonly missing?: (name: string) => AwsError;
  /** @param message names all violations */
  readonly violations: (message: string) => AwsError;
}

/** One request being validated: type errors are thrown at once, violated constraints are collected, as AWS does. */
export class Reading {
  readonly errors: InputErrors;
  #violations: string[] | undefined;
  #refusal: AwsError | undefined;

  constructor(errors: InputErrors) {
    this.errors = errors;
  }

  isMissing(value: unknown): boolean {
    if (value === undefined || value === null) return true;
    return this.errors.missing !== undefined && isEmpty(value);
  }

  missing(at: string, name: string): void {
    if (this.errors.missing) throw this.errors.missing(name);
    this.violate('Value null', at, name, 'not be null');
  }

  violate(shown: string, at: string, name: string, rule: string): void {
    this.#violations ??= [];
    this.#violations.push(`${shown} at '${pathOf(at, name)}' failed to satisfy constraint: Member must ${rule}`);
  }

  /** Thrown after all violations. */
  refuse(refusal: AwsError | undefined): void {
    this.#refusal ??= refusal;
  }

  /** @throws AwsError naming all violations, or the first refusal */
  check(): void {
    if (this.#violations) {
      const count = this.#violations.length;
      const message = `${count} validation error${count === 1 ? '' : 's'} detected: ${this.#violations.join('; ')}`;
      throw this.errors.violations(message);
    }
    if (this.#refusal) throw this.#refusal;
  }
}

/** Violations name fields in lower camel case, whatever the protocol does. */
function pathOf(at: string, name: string): string {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  return at === '' || own === '' ? at + own : `${at}.${own}`;
}

function isEmpty(value: Given): boolean {
  if (typeof value !== 'object') return value === '';
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** A declaration, prepared to read requests by. */
export class Shape<F extends Fields> {
  readonly fields: F;
  readonly #names: readonly string[];
  readonly #fields: readonly Field[];

  constructor(fields: F) {
    this.fields = fields;
    this.#names = Object.keys(fields);
    this.#fields = Object.values(fields);
  }

  /** @param input a JSON object. @throws AwsError */
  read(input: object, errors: InputErrors): InputOf<F> {
    const reading = new Reading(errors);
    const output = this.readInto(input, '', reading);
    reading.check();
    return output;
  }

  /** Gives the input itself unless a null has to be left out: hot operations copy nothing. */
  readInto(input: object, at: string, reading: Reading): InputOf<F> {
    const given = input as Record<string, unknown>;
    let output = given;
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index] as string;
      const field = this.#fields[index] as Field;
      const value = given[name];
      let read: unknown;
      if (value === undefined || value === null || (field.required && reading.isMissing(value))) {
        if (field.required) reading.missing(at, name);
      } else {
        read = field.read(value, at, name, reading);
      }
      if (read === value) continue;
      if (output === given) output = { ...given };
      output[name] = read;
    }
    return output as InputOf<F>;
  }
}

const field = <T>(read: Field<T>['read'], members?: Fields): Field<T, false> => ({
  required: false,
  support: 'supported',
  read,
  ...(members ? { members } : {}),
});

export const required = <T>(optional: Field<T>): Field<T, true> => ({ ...optional, required: true });

/** Accepted without effect; checked if it has a type. @param why for README.md */
export const ignored = <T>(why: string, checked: Field<T, false> = anything as Field<T, false>): Field<T, false> => ({
  ...checked,
  support: 'ignored',
  note: why,
});

/**
 * @param what is refused, for README.md
 * @param refuse gives the error, or undefined for a value without effect. If missing, the handler refuses the field: its error
 *   needs more than the value
 */
export const refused = (what: string, refuse?: (value: never) => AwsError | undefined): Field<unknown, false> => ({
  ...field((value, _at, _name, reading) => {
    reading.refuse(refuse?.(value as never));
    return value;
  }),
  support: 'refused',
  note: what,
});

/** A field of which some values are supported and others refused. @param refuse gives undefined for a supported value */
export const limited = <T>(
  what: string,
  checked: Field<T, false>,
  refuse: (value: T) => AwsError | undefined,
): Field<T, false> => ({
  ...checked,
  note: what,
  read(value, at, name, reading) {
    const read = checked.read(value, at, name, reading);
    reading.refuse(refuse(read));
    return read;
  },
});

/** Any JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the handler looks at it itself.
export const anything: Field<any, false> = field((value) => value);

/** A list whose members the handler reads, because a fault of one is not the whole request's: batch entries. */
export const deferredList = <F extends Fields>(shape: Shape<F>): Field<readonly object[], false> =>
  field((value, _at, name, reading) => {
    if (!Array.isArray(value)) throw reading.errors.wrongType(value, 'List', name);
    return value;
  }, shape.fields);

/** A map whose values the handler reads: message attributes. */
export const deferredMap = <F extends Fields>(shape: Shape<F>): Field<Readonly<Record<string, object>>, false> =>
  field((value, _at, name, reading) => {
    if (typeof value !== 'object' || Array.isArray(value)) throw reading.errors.wrongType(value, 'Map', name);
    return value as Readonly<Record<string, object>>;
  }, shape.fields);

interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  /** As the service's model writes it; it must match the whole value. */
  readonly pattern?: string;
  /** AWS does not repeat a value that may be secret. */
  readonly sensitive?: boolean;
}

export function text({
  min = 0,
  max = Number.POSITIVE_INFINITY,
  pattern,
  sensitive,
}: TextLimits = {}): Field<string, false> {
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  return field((value, at, name, reading) => {
    if (typeof value !== 'string') throw reading.errors.wrongType(value, 'String', name);
    const matches = whole === undefined || whole.test(value);
    if (matches && value.length >= min && value.length <= max) return value;
    const shown = sensitive ? 'Value' : `Value '${value}'`;
    if (!matches) reading.violate(shown, at, name, `satisfy regular expression pattern: ${pattern}`);
    if (value.length < min) reading.violate(shown, at, name, `have length greater than or equal to ${min}`);
    if (value.length > max) reading.violate(shown, at, name, `have length less than or equal to ${max}`);
    return value;
  });
}

/** @param values in AWS's order, which its error repeats */
export const oneOf = <const Value extends string>(...values: readonly Value[]): Field<Value, false> =>
  field((value, at, name, reading) => {
    if (typeof value !== 'string') throw reading.errors.wrongType(value, 'String', name);
    if (!values.includes(value as Value)) {
      reading.violate(`Value '${value}'`, at, name, `satisfy enum value set: [${values.join(', ')}]`);
    }
    return value as Value;
  });

export function integer({
  min = -Infinity,
  max = Infinity,
}: {
  min?: number;
  max?: number;
} = {}): Field<number, false> {
  return field((value, at, name, reading) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      throw reading.errors.wrongType(value, 'Integer', name);
    }
    if (value < min) reading.violate(`Value '${value}'`, at, name, `have value greater than or equal to ${min}`);
    if (value > max) reading.violate(`Value '${value}'`, at, name, `have value less than or equal to ${max}`);
    return value;
  });
}

export const boolean: Field<boolean, false> = field((value, _at, name, reading) => {
  if (typeof value !== 'boolean') throw reading.errors.wrongType(value, 'Boolean', name);
  return value;
});

/** What a Date can hold. */
const maxTimestampSeconds = 8_640_000_000_000;

/** Seconds since the epoch, with fractions. */
export const timestamp: Field<number, false> = field((value, _at, name, reading) => {
  if (typeof value !== 'number' || Math.abs(value) > maxTimestampSeconds) {
    throw reading.errors.wrongType(value, 'Timestamp', name);
  }
  return value;
});

export const millisecondsOf = (timestampSeconds: number): number => Math.trunc(timestampSeconds * 1000);

interface ListLimits {
  readonly min?: number;
  readonly max?: number;
  /** The list as AWS's message shows it. */
  readonly show?: (list: readonly unknown[]) => string;
}

const showJson = (list: readonly unknown[]) => `[${list.map((member) => JSON.stringify(member)).join(', ')}]`;

export function list<T>(member: Field<T>, limits: ListLimits = {}): Field<readonly T[], false> {
  const { min = 0, max = Number.POSITIVE_INFINITY, show = showJson } = limits;
  return field((value, at, name, reading) => {
    if (!Array.isArray(value)) throw reading.errors.wrongType(value, 'List', name);
    if (value.length < min) {
      reading.violate(`Value '${show(value)}'`, at, name, `have length greater than or equal to ${min}`);
    }
    if (value.length > max) {
      reading.violate(`Value '${show(value)}'`, at, name, `have length less than or equal to ${max}`);
    }
    const path = pathOf(at, name);
    let output: unknown[] = value;
    for (let index = 0; index < value.length; index++) {
      const read = member.read(value[index], `${path}.${index + 1}.member`, '', reading);
      if (read === value[index]) continue;
      if (output === value) output = [...value];
      output[index] = read;
    }
    return output as readonly T[];
  }, member.members);
}

/** @param key what each key must be */
export function map<T>(value: Field<T>, key: Field<string> = text()): Field<Readonly<Record<string, T>>, false> {
  return field((given, at, name, reading) => {
    if (typeof given !== 'object' || Array.isArray(given)) throw reading.errors.wrongType(given, 'Map', name);
    const path = pathOf(at, name);
    for (const [own, member] of Object.entries(given)) {
      key.read(own, at, name, reading);
      value.read(member, `${path}.${own}.member`, '', reading);
    }
    return given as Readonly<Record<string, T>>;
  }, value.members);
}

export function structure<F extends Fields>(fields: F): Field<InputOf<F>, false> {
  const shape = new Shape(fields);
  return field((value, at, name, reading) => {
    const given = value ?? {}; // a null in a list
    if (typeof given !== 'object' || Array.isArray(given)) throw reading.errors.wrongType(given, 'Structure', name);
    return shape.readInto(given, pathOf(at, name), reading);
  }, fields);
}

const articles: Readonly<Record<TypeName, string>> = {
  String: 'a String',
  Integer: 'an Integer',
  Boolean: 'a Boolean',
  Timestamp: 'milliseconds since epoch',
  List: 'a List',
  Map: 'a Map',
  Structure: 'a structure',
};

/** AWS's text for a wrong type in SQS and EventBridge. */
export function conversionFailure(value: unknown, wanted: TypeName): string {
  return `${jsonType(value)} can not be converted to ${articles[wanted]}`;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof value === 'object' ? 'START_OBJECT' : `${typeof value}_VALUE`.toUpperCase();
}
