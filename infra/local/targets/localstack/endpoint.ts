/** Checks that an endpoint is a LocalStack, of the version that this project is tested with. */
import { StartupError } from '../../startup-error.ts';

/** The last release that runs on Python 3.11. Later ones block all FIFO groups while one message is in flight, or need a token. */
export const version = '4.8.1';

/** The services that the system uses, and those that its state machine's role needs. */
export const services = ['sqs', 'events', 'stepfunctions', 'iam', 'sts', 'logs'];

export const repairScript = 'repair-replay.py';

const timeoutMs = 3000;

interface Health {
  readonly version: string;
  /** By service: `disabled`, `available`, `starting`, `running`, `error`. */
  readonly services: Readonly<Record<string, string>>;
}

/** Returns undefined if no LocalStack answers. */
export async function health(endpoint: string): Promise<Health | undefined> {
  const answer = (await getJson(`${endpoint}/_localstack/health`)) as Partial<Health> | undefined;
  return typeof answer?.version === 'string' && typeof answer.services === 'object'
    ? { version: answer.version, services: answer.services }
    : undefined;
}

/** Whether it can replay archives: upstream's StartReplay fails without repair-replay.py. */
export async function replayIsRepaired(endpoint: string): Promise<boolean> {
  const answer = (await getJson(`${endpoint}/_localstack/init/start`)) as
    | { scripts?: { name: string; state: string }[] }
    | undefined;
  return answer?.scripts?.some(({ name, state }) => name === repairScript && state === 'SUCCESSFUL') ?? false;
}

/** @throws StartupError unless a LocalStack of the right version answers there, with all services */
export async function checkEndpoint(endpoint: string): Promise<void> {
  const found = await health(endpoint);
  if (!found) {
    throw new StartupError(
      `No LocalStack answers at ${endpoint}; start one with npm run localstack, or leave LOCALSTACK_ENDPOINT out.`,
    );
  }
  if (found.version !== version) {
    throw new StartupError(
      `The LocalStack at ${endpoint} is version ${found.version}, and Zeroloss is tested with ${version}; start that one with npm run localstack.`,
    );
  }
  const missing = services.filter((name) => !['available', 'starting', 'running'].includes(found.services[name] ?? ''));
  if (missing.length > 0) {
    throw new StartupError(
      `The LocalStack at ${endpoint} does not serve ${missing.join(', ')}; name ${services.join(',')} in its SERVICES.`,
    );
  }
}

/** `LOCALSTACK_ENDPOINT`; undefined if it is not set. @throws StartupError */
export function endpointOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const text = env.LOCALSTACK_ENDPOINT;
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin;
  throw new StartupError(`LOCALSTACK_ENDPOINT is "${text}"; it must be a URL of the form http://host:port.`);
}

async function getJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // no answer, or no JSON
  }
}
