import { boolean, required } from '../../core/input.ts';
import { operation } from '../../core/operation.ts';
import { readPageToken, writePageToken } from '../../core/pages.ts';
import type { Json } from '../../core/service.ts';
import { maxEvents, presentEvent } from '../engine/history.ts';
import { invalidToken, noSuchExecution } from './errors.ts';
import { arn, pageSize, paging } from './fields.ts';
import { executionOf } from './names.ts';
import type { StatesState } from './state.ts';

export const getExecutionHistory = operation(
  { executionArn: required(arn), reverseOrder: boolean, includeExecutionData: boolean, ...paging(1024) },
  async (input, { engine }: StatesState) => {
    const { executionArn, reverseOrder: reverse = false, includeExecutionData = true } = input;
    const size = pageSize(input.maxResults);
    const { machine, name } = executionOf(engine, executionArn);
    const list = `history/${machine.id}/${name}/${reverse}`;
    const position = readPageToken<number>(input.nextToken, list, 'number', invalidToken);
    const events: Json[] = [];
    for await (const event of engine.archive.history(
      machine.id,
      name,
      position ?? (reverse ? maxEvents : 1),
      reverse,
    )) {
      if (events.length === size) return { events, nextToken: writePageToken(list, event[0]) };
      events.push(presentEvent(event, includeExecutionData));
    }
    if (events.length === 0) throw noSuchExecution(executionArn);
    return { events };
  },
);
