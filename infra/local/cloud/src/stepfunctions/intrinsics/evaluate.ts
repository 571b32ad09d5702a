import { RuntimeFailure } from '../failures.ts';
import { evaluatePath } from '../json-path/evaluate.ts';
import { missing, type Path } from '../json-path/types.ts';
import type { Scope } from '../scope.ts';
import { callIntrinsic } from './functions.ts';
import { InvalidArguments } from './invalid-arguments.ts';
import type { Argument, Call } from './parse.ts';

/** @param text the whole expression, which AWS repeats in the failure. @throws RuntimeFailure */
export function evaluateIntrinsic(call: Call, text: string, scope: Scope): unknown {
  try {
    return run(call, scope);
  } catch (error) {
    if (error instanceof InvalidArguments || error instanceof PathNotFound) {
      throw new RuntimeFailure(`The function '${text}' had the following error: ${error.message}`);
    }
    throw error;
  }
}

class PathNotFound extends Error {
  constructor(path: Path, scope: Scope) {
    super(`The JsonPath argument for the field '${path.text}' could not be found in the input '${scope.data.text}'`);
  }
}

function run(call: Call, scope: Scope): unknown {
  const values = call.arguments.map((argument, index) => {
    if (call.name !== 'Format') return argumentValue(argument, scope);
    if (index === 0 && argument.kind === 'string') return argument.template;
    const value = argumentValue(argument, scope);
    // Format prints the result of StringToJson as JSON, with quotes, and all other strings without.
    return argument.kind === 'call' && argument.call.name === 'StringToJson' ? JSON.stringify(value) : value;
  });
  return callIntrinsic(call.name, values, scope.ids);
}

function argumentValue(argument: Argument, scope: Scope): unknown {
  switch (argument.kind) {
    case 'path': {
      const { path } = argument;
      const value = evaluatePath(path, path.inContext ? scope.context() : scope.data.value);
      if (value === missing) throw new PathNotFound(path, scope);
      return value;
    }
    case 'call':
      return run(argument.call, scope);
    default:
      return argument.value;
  }
}
