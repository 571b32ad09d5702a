import { ignored, integer, oneOf, required, text } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import type { StatesState } from './state.ts';

export const definition = text({ min: 1, max: 1_048_576, sensitive: true });

export const validateStateMachineDefinition = operation(
  {
    definition: required(definition),
    type: ignored('all are checked as STANDARD', oneOf('STANDARD', 'EXPRESS')),
    severity: ignored('there are only errors', oneOf('ERROR', 'WARNING')),
    maxResults: integer({ min: 0, max: 100 }),
  },
  async (input, { checker }: StatesState) => {
    const maxResults = input.maxResults || 100;
    const { diagnostics } = await checker.diagnose(input.definition);
    return {
      result: diagnostics.length === 0 ? 'OK' : 'FAIL',
      diagnostics: diagnostics.slice(0, maxResults),
      truncated: diagnostics.length > maxResults,
    };
  },
);
