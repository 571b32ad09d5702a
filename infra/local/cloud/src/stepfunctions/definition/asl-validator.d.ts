/** The package has no types; these are the ones that we use. */
declare module 'asl-validator' {
  interface ValidationError {
    readonly 'Error code': string;
    readonly Message: string;
  }

  interface ValidationResult {
    readonly isValid: boolean;
    readonly errors: readonly ValidationError[];
  }

  /** Changes the definition it is given. */
  export default function validate(
    definition: unknown,
    options?: { readonly checkPaths?: boolean; readonly checkArn?: boolean },
  ): ValidationResult;
}
