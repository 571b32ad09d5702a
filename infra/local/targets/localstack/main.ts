/** `zeroloss localstack`: runs LocalStack on this machine until a signal ends it. */
import { interruption, type ProgramIo, progressTo, tell } from '../../program-io.ts';
import { readLocalStackPort } from '../../settings.ts';
import { replayIsRepaired, version } from './endpoint.ts';
import { startLocalStack } from './index.ts';

/**
 * Prints a line that begins with "ready" once everything serves. Resolves when everything has ended after a signal; at once if
 * LOCALSTACK_ENDPOINT names one that runs already.
 * @throws StartupError, also if it ends by itself
 */
export async function runLocalStack({ json }: { readonly json: boolean }, io: ProgramIo): Promise<void> {
  // Before the start, so that one that is interrupted stops what it has started.
  const interrupted = interruption(io);
  const progress = progressTo(io);
  const localStack = await startLocalStack({ port: readLocalStackPort(io.env), env: io.env, progress });
  const { endpoint, from } = localStack;
  const ready = json
    ? `ready ${JSON.stringify({ endpoint, version, from })}`
    : `ready  endpoint ${endpoint}  LocalStack ${version}  ${from}`;
  const untold = await tell(io, ready);
  if (!(await replayIsRepaired(endpoint))) {
    progress(
      'This LocalStack cannot replay archives: mount infra/local/targets/localstack/repair-replay.py into /etc/localstack/init/start.d.',
    );
  }
  const ended = from === 'existing endpoint' ? undefined : Promise.race([interrupted, localStack.broken]);
  const broken = untold ?? (await ended);
  await localStack.stop();
  if (broken) throw broken;
}
