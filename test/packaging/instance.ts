/** One instance of a bundled function: a fresh Node.js process with only Lambda's environment. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { rootDir } from '../../services/operator/root.ts';
import type { Bundle } from './bundles.ts';

export interface InstanceOptions {
  readonly bundle: Bundle;
  /** The variables of the function's template, and the addresses of its databases and AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** Path of the Node.js to run; this process's own if missing. */
  readonly node?: string | undefined;
}

interface Answer {
  readonly id: number;
  readonly response?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
}

export class Instance {
  readonly importMs: number;
  /** Its standard output and error. */
  readonly log: string[];
  readonly #child: ChildProcess;
  #calls = 0;
  /** An instance runs one invocation at a time; the next waits. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess, importMs: number, log: string[]) {
    this.#child = child;
    this.importMs = importMs;
    this.log = log;
  }

  /** Resolves when the handler is imported. */
  static async start({ bundle, environment, node = process.execPath }: InstanceOptions): Promise<Instance> {
    const child = fork(join(rootDir, 'test/packaging/runtime.js'), [bundle.directory], {
      execPath: node,
      execArgv: [],
      cwd: bundle.directory,
      env: { ...lambdaEnvironment(bundle), ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => log.push(String(chunk)));
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${bundle.name} could not be loaded: ${log.join('')}`);
    });
    const [ready] = (await Promise.race([once(child, 'message'), ended])) as [{ importMs: number }];
    ended.catch(() => {});
    return new Instance(child, ready.importMs, log);
  }

  /** @throws Error with the name and message of the handler's error */
  async invoke(event: unknown, context: Context): Promise<unknown> {
    const answer = this.#turn.then(() => this.#invoke(event, context));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #invoke(event: unknown, context: Context): Promise<unknown> {
    this.#calls += 1;
    const deadlineMs = Date.now() + context.getRemainingTimeInMillis();
    const traceId = `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`;
    this.#child.send({ id: this.#calls, event, context: { ...context, deadlineMs }, traceId });
    const [answer] = (await once(this.#child, 'message')) as [Answer];
    if (answer.error) throw Object.assign(new Error(answer.error.message), { name: answer.error.name });
    return answer.response;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function lambdaEnvironment({ name, directory }: Bundle): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    TZ: ':UTC',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_LEVEL: 'INFO',
    LAMBDA_TASK_ROOT: directory,
    NODE_OPTIONS: '--enable-source-maps',
    _HANDLER: 'index.handler',
  };
}
