/**
 * An event's leaves by path, for the fields that patterns name. Arrays are not part of the path (a leaf in an array
 * counts as the field's value), but each leaf knows the arrays that it lies in. Duplicate names keep all their values.
 */
import { EventValue, type Membership } from './event-value.ts';
import { JsonCursor } from './json-cursor.ts';

export type EventFields = ReadonlyMap<string, readonly EventValue[]>;

/** The names that the paths consist of; members with other names need not be read. */
export function stepsOf(paths: Iterable<string>): Set<string> {
  const steps = new Set<string>();
  for (const path of paths) for (const step of javaSplit(path)) steps.add(step);
  return steps;
}

function javaSplit(path: string): string[] {
  const steps = path.split('.');
  while (steps.length > 1 && steps.at(-1) === '') steps.pop();
  return steps;
}

/** @param event the text of a JSON object, already known to be valid JSON. */
export function readFields(event: string, steps: ReadonlySet<string>): EventFields {
  return new FieldReader(event, steps).read();
}

const outsideArrays: Membership = [];

/** Deeper than any real event. A deeper field counts as absent, so that no event can exhaust the stack. */
const maxDepth = 1000;

class FieldReader extends JsonCursor {
  readonly #steps: ReadonlySet<string>;
  readonly #fields = new Map<string, EventValue[]>();
  #arrays = 0;
  #depth = 0;

  constructor(text: string, steps: ReadonlySet<string>) {
    super(text);
    this.#steps = steps;
  }

  read(): EventFields {
    this.skipSpace();
    this.#object('', outsideArrays);
    return this.#fields;
  }

  #object(prefix: string, membership: Membership): void {
    if (!this.nextMember()) return;
    do {
      const name = this.readString();
      this.skipColon();
      if (this.#isUsed(name)) this.#value(prefix + name, membership);
      else this.skipValue();
    } while (this.hasMore() && this.nextMember());
  }

  #array(path: string, membership: Membership): void {
    const array = this.#arrays++;
    this.at++;
    this.skipSpace();
    if (this.code === 93) {
      this.at++;
      return;
    }
    for (let index = 0; ; index++) {
      const nested = this.code === 123 || this.code === 91;
      this.#value(path, nested ? [...membership, array, index] : membership);
      if (!this.hasMore()) return;
      this.at++;
      this.skipSpace();
    }
  }

  #value(path: string, membership: Membership): void {
    const { code } = this;
    if (code === 34) this.#add(path, new EventValue(true, this.readString(), membership));
    else if (code !== 123 && code !== 91) this.#add(path, new EventValue(false, this.readLiteral(), membership));
    else if (this.#depth >= maxDepth) this.skipValue();
    else {
      this.#depth++;
      if (code === 123) this.#object(`${path}.`, membership);
      else this.#array(path, membership);
      this.#depth--;
    }
  }

  #add(path: string, value: EventValue): void {
    const values = this.#fields.get(path);
    if (values) values.push(value);
    else this.#fields.set(path, [value]);
  }

  #isUsed(name: string): boolean {
    if (this.#steps.has(name)) return true;
    return name.includes('.') && javaSplit(name).every((step) => this.#steps.has(step));
  }
}
