/** AWS names the function and says little more. */
export class InvalidArguments extends Error {
  override readonly name = 'InvalidArguments';

  constructor(functionName: string, detail?: string) {
    super(`Invalid arguments in States.${functionName}${detail ? `: ${detail}` : ''}`);
  }
}
