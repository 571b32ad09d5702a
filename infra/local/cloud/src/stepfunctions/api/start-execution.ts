import { required, text } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import { arn, name } from './fields.ts';
import { checkName } from './names.ts';
import type { StatesState } from './state.ts';

export const startExecution = operation(
  {
    stateMachineArn: required(arn),
    name,
    input: text({ sensitive: true }),
    traceHeader: text({ max: 256 }),
  },
  async (request, { start }: StatesState) => {
    if (request.name !== undefined) checkName(request.name);
    const execution = await start(request);
    return { executionArn: execution.arn, startDate: execution.startMs / 1000 };
  },
);
