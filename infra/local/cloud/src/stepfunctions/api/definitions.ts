import type { Operation } from '../../core/service.ts';
import { type Diagnostic, describeDiagnostics } from '../definition/diagnostics.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Definition } from '../definition/types.ts';
import { invalidDefinition } from './errors.ts';
import { Request } from './request.ts';

const longestDefinition = 1_048_576;

export function readDefinitionMember(request: Request): string | undefined {
  return request.string('definition', { least: 1, most: longestDefinition, sensitive: true });
}

/** What is wrong with a definition in which our own reader found no fault. */
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

  /** @throws InvalidDefinition with every fault */
  async compile(text: string): Promise<Definition> {
    const { definition, diagnostics } = await this.diagnose(text);
    if (!definition || diagnostics.length > 0) throw invalidDefinition(describeDiagnostics(diagnostics));
    return definition;
  }
}

export const validateStateMachineDefinition =
  (checker: DefinitionChecker): Operation =>
  async (input) => {
    const request = new Request(input);
    const text = request.requiredString('definition', { least: 1, most: longestDefinition, sensitive: true });
    request.oneOf('type', ['STANDARD', 'EXPRESS']);
    request.oneOf('severity', ['ERROR', 'WARNING']);
    const most = request.integer('maxResults', 0, 100) || 100;
    request.check();
    const { diagnostics } = await checker.diagnose(text);
    return {
      result: diagnostics.length === 0 ? 'OK' : 'FAIL',
      diagnostics: diagnostics.slice(0, most),
      truncated: diagnostics.length > most,
    };
  };
