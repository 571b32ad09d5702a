/** One operation of a service: the fields of its request, and what it does. */
import { type Fields, type InputErrors, type InputOf, Shape } from './input.ts';
import type { BoundOperation, CallContext, Json } from './service.ts';

type Handler<Input, State> = (input: Input, state: State, call: CallContext) => Json | Promise<Json>;

export interface Operation<State> {
  readonly shape: Shape<Fields>;
  readonly handle: Handler<Json, State>;
}

export type Operations<State> = Readonly<Record<string, Operation<State>>>;

/** @param handle gets the validated input, the service's state and the call; it throws AwsError */
export function operation<F extends Fields, State>(fields: F, handle: Handler<InputOf<F>, State>): Operation<State> {
  return { shape: new Shape(fields), handle };
}

/** A service's operations as the dispatcher calls them: with the request's JSON, which is validated first. */
export function bindOperations<State>(
  operations: Operations<State>,
  state: State,
  errors: InputErrors,
): Readonly<Record<string, BoundOperation>> {
  const bind = ({ shape, handle }: Operation<State>): BoundOperation => {
    return (input, call) => handle(shape.read(input, errors), state, call);
  };
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, bind(operation)]));
}
