import { type Diagnostic, describeDiagnostics } from '../definition/diagnostics.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Definition } from '../definition/types.ts';
import { invalidDefinition } from './errors.ts';

/** Checks a definition in which our own reader found no fault. */
export type DefinitionValidator = (text: string) => Promise<readonly Diagnostic[]>;

export class DefinitionChecker {
  readonly #validate: DefinitionValidator;

  constructor(validate: DefinitionValidator) {
    this.#validate = validate;
  }

  async diagnose(text: string): Promise<{ definition?: Definition; diagnostics: readonly Diagnostic[] }> {
    const result = readDefinition(text);
    if ('diagnostics' in result) return result;
    return { definition: result.definition, diagnostics: await this.#validate(text) };
  }

  /** @throws InvalidDefinition with all diagnostics */
  async compile(text: string): Promise<Definition> {
    const { definition, diagnostics } = await this.diagnose(text);
    if (!definition || diagnostics.length > 0) throw invalidDefinition(describeDiagnostics(diagnostics));
    return definition;
  }
}
