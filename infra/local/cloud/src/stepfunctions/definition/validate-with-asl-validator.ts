/**
 * Asks asl-validator about a definition in which our own reader found no fault. It knows rules that AWS enforces and our
 * reader does not (two fields that become one after evaluation, say). Its checks of paths and ARNs are off: its grammar
 * of paths is narrower than AWS's. It compiles its schemas at each call (0.3 s), so only new definitions are checked.
 */
import type { Diagnostic } from './diagnostics.ts';

export async function validateWithAslValidator(text: string): Promise<readonly Diagnostic[]> {
  const { default: validate } = await import('asl-validator');
  const { errors } = validate(JSON.parse(text), { checkPaths: false, checkArn: false });
  return errors.map((error) => ({
    severity: 'ERROR',
    code: error['Error code'] as Diagnostic['code'],
    message: error.Message,
  }));
}
