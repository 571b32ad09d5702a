/** Faults of a definition: ValidateStateMachineDefinition lists them, CreateStateMachine joins them into its message. */
export type DiagnosticCode =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_JSON_DESCRIPTION'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE';

export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** A JSON pointer into the definition (`/States/X/Next`), or `line 1, column 4`. */
  readonly location?: string;
}

export class Diagnostics {
  readonly #list: Diagnostic[] = [];

  get list(): readonly Diagnostic[] {
    return this.#list;
  }

  add(location: string | undefined, message: string, code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED'): void {
    this.#list.push({ severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) });
  }
}

/** `SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /, …` */
export function describeDiagnostics(list: readonly Diagnostic[]): string {
  return list
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`)
    .join(', ');
}
