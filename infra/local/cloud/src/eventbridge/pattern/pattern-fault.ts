import { type JsonNode, positionIn } from '../../core/json-syntax.ts';

/** A part of a pattern breaks a rule of the pattern language. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault';
  readonly #node: JsonNode;

  constructor(node: JsonNode, rule: string) {
    super(rule);
    this.#node = node;
  }

  /** The rule and the place: `"a" must be an object or an array at line 1, column 6`. */
  describeIn(pattern: string): string {
    return `${this.message} at ${positionIn(pattern, this.#node.at)}`;
  }
}
