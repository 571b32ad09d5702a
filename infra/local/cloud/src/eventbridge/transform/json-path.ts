/**
 * The JSON path of InputPath and InputPathsMap, over an event's text, so that the selected part stays as it was sent.
 * EventBridge accepts only dots, array indices and wildcards:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
import { JsonCursor } from '../pattern/json-cursor.ts';

type Step = { readonly name: string } | { readonly index: number } | 'all';

export interface JsonPath {
  readonly steps: readonly Step[];
}

const stepPattern = /\.(?<name>[A-Za-z0-9_\-/@:]+|\*)|\[(?<index>\d+|\*)\]/y;

/** Returns undefined if the text is not such a path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  stepPattern.lastIndex = 1;
  while (stepPattern.lastIndex < text.length) {
    const groups = stepPattern.exec(text)?.groups;
    if (!groups) return undefined;
    const { name, index } = groups;
    if (name === '*' || index === '*') steps.push('all');
    else steps.push(name === undefined ? { index: Number(index) } : { name });
  }
  return { steps };
}

/** The JSON text that the path selects, undefined if there is none; for a path with a wildcard an array of all matches. */
export function select(event: string, path: JsonPath): string | undefined {
  if (path.steps.length === 0) return event;
  const selected = path.steps.reduce<readonly string[]>(
    (texts, step) => texts.flatMap((text) => take(text, step)),
    [event],
  );
  return path.steps.includes('all') ? `[${selected.join(',')}]` : selected[0];
}

function take(text: string, step: Step): readonly string[] {
  const children = new Children(text);
  if (step === 'all') return children.all();
  return 'name' in step ? children.named(step.name) : children.atIndex(step.index);
}

class Children extends JsonCursor {
  all(): readonly string[] {
    if (this.code === 123) return [...this.#members()].map(([, value]) => value);
    return this.code === 91 ? [...this.#elements()] : [];
  }

  /** The last member of that name wins, as in a JSON parser. */
  named(name: string): readonly string[] {
    if (this.code !== 123) return [];
    const value = new Map(this.#members()).get(name);
    return value === undefined ? [] : [value];
  }

  atIndex(index: number): readonly string[] {
    const value = this.code === 91 ? [...this.#elements()][index] : undefined;
    return value === undefined ? [] : [value];
  }

  *#members(): Generator<[name: string, value: string]> {
    if (!this.nextMember()) return;
    do {
      const name = this.readString();
      this.skipColon();
      yield [name, this.#value()];
    } while (this.hasMore() && this.nextMember());
  }

  *#elements(): Generator<string> {
    this.at++;
    this.skipSpace();
    if (this.code === 93) return;
    for (;;) {
      yield this.#value();
      if (!this.hasMore()) return;
      this.at++;
      this.skipSpace();
    }
  }

  #value(): string {
    const start = this.at;
    this.skipValue();
    return this.text.slice(start, this.at);
  }
}
