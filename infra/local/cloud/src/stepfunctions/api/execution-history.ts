import type { Json, Operation } from '../../core/service.ts';
import type { Engine } from '../engine/engine.ts';
import { maxEvents, presentEvent } from '../engine/history.ts';
import { noSuchExecution } from './errors.ts';
import { executionOf } from './names.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { Request } from './request.ts';

export const getExecutionHistory =
  (engine: Engine): Operation =>
  async (input) => {
    const request = new Request(input);
    const arn = request.requiredString('executionArn', { least: 1, most: 256 });
    const size = request.pageSize();
    const reverse = request.boolean('reverseOrder') ?? false;
    const includeData = request.boolean('includeExecutionData') ?? true;
    const token = request.string('nextToken', { least: 1, most: 1024 });
    request.check();
    const { machine, name } = executionOf(engine, arn);
    const list = `history/${machine.id}/${name}/${reverse}`;
    const from = readPageToken<number>(token, list, 'number') ?? (reverse ? maxEvents : 1);
    const events: Json[] = [];
    for await (const event of engine.archive.history(machine.id, name, from, reverse)) {
      if (events.length === size) return { events, nextToken: writePageToken(list, event[0]) };
      events.push(presentEvent(event, includeData));
    }
    if (events.length === 0) throw noSuchExecution(arn);
    return { events };
  };
