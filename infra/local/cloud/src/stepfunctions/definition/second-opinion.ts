/**
 * What the kept validator has to say of a definition in which we found no fault: it knows rules of the language that
 * AWS enforces and our reader does not state (two fields that become one after evaluation, say). Its paths and ARNs are
 * left unchecked, since its grammar of paths is narrower than AWS's. It compiles its schemas at each call (0.3 s), so
 * it is loaded and asked only when a definition is new.
 */
import type { Diagnostic } from './diagnostics.ts';

export async function secondOpinion(text: string): Promise<readonly Diagnostic[]> {
  const { default: validate } = await import('asl-validator');
  const { errors } = validate(JSON.parse(text), { checkPaths: false, checkArn: false });
  return errors.map((error) => ({
    severity: 'ERROR',
    code: error['Error code'] as Diagnostic['code'],
    message: error.Message,
  }));
}
