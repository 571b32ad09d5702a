/** A state machine's definition, checked and compiled for the engine. */
import type { Rule } from '../choice/rule.ts';
import type { Expression } from '../expression.ts';
import type { Path } from '../json-path/types.ts';
import type { Template } from '../template.ts';

/** Null stands for an empty object (InputPath, OutputPath) or for keeping the input (ResultPath). */
export type PathOrNull = Path | null;

export interface Definition {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** Of the whole execution. */
  readonly timeoutSeconds: number | undefined;
}

interface Base {
  readonly name: string;
  readonly inputPath: PathOrNull;
  readonly outputPath: PathOrNull;
}

/** Undefined ends the execution. */
interface Linear extends Base {
  readonly next: string | undefined;
}

export interface PassState extends Linear {
  readonly type: 'Pass';
  readonly parameters: Template | undefined;
  readonly result: { readonly value: unknown } | undefined;
  readonly resultPath: PathOrNull;
}

/** A number of the definition, or the path to it. */
export type Figure = { readonly value: number } | { readonly path: Path; readonly field: string };

export interface TaskState extends Linear {
  readonly type: 'Task';
  readonly resource: 'sendMessage' | 'sendMessage.waitForTaskToken';
  readonly parameters: Template | undefined;
  readonly resultSelector: Template | undefined;
  readonly resultPath: PathOrNull;
  readonly timeout: Figure | undefined;
  readonly heartbeat: Figure | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly resultPath: PathOrNull;
}

export interface ChoiceState extends Base {
  readonly type: 'Choice';
  readonly choices: readonly { readonly rule: Rule; readonly next: string }[];
  readonly fallback: string | undefined;
}

export interface WaitState extends Linear {
  readonly type: 'Wait';
  readonly until:
    | { readonly kind: 'seconds'; readonly seconds: number }
    | { readonly kind: 'timestamp'; readonly ms: number }
    | { readonly kind: 'secondsPath' | 'timestampPath'; readonly path: Path };
}

export interface SucceedState extends Base {
  readonly type: 'Succeed';
}

/** A text of the definition, or the expression that gives it. */
export type Wording = { readonly text: string } | { readonly expression: Expression; readonly field: string };

export interface FailState {
  readonly type: 'Fail';
  readonly name: string;
  readonly error: Wording | undefined;
  readonly cause: Wording | undefined;
}

export type State = PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState;
