import { CliError } from '../services/cli/cli-error.ts';

/** Errors of infra that the user can act on, by name so that their modules need not be loaded. Their messages are sentences. */
const expected = new Set(['StartupError', 'SynthesisError', 'ConfigError']);

/** Runs `work` and turns an expected error into a CliError with the error's name as its code. */
export async function withExpectedErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && expected.has(error.name))) throw error;
    throw new CliError(error.name, error.message, { cause: error });
  }
}
