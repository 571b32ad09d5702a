import type { Engine } from '../engine/engine.ts';
import type { DefinitionChecker } from './definition-checker.ts';
import type { Start } from './starter.ts';

/** What Step Functions' operations work on. */
export interface StatesState {
  readonly engine: Engine;
  readonly checker: DefinitionChecker;
  readonly start: Start;
}
