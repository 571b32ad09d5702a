/** The environment variables of `npm start`. */
import { dataDirectory } from '../../services/operator/runtime-file.ts';
import { StartupError } from './startup-error.ts';

export interface Settings {
  readonly dataDir: string;
  readonly awsPort: number;
  readonly httpPort: number;
  readonly postgresPort: number;
  readonly databaseUrl: string | undefined;
  readonly shards: number | undefined;
}

/** @throws StartupError with the variable, its value and the rule */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const settings = {
    dataDir: dataDirectory(env),
    awsPort: integer(env, 'ZEROLOSS_AWS_PORT', 0, 65_535) ?? 4566,
    httpPort: integer(env, 'ZEROLOSS_HTTP_PORT', 0, 65_535) ?? 8080,
    postgresPort: integer(env, 'ZEROLOSS_PG_PORT', 0, 65_535) ?? 54_329,
    databaseUrl: postgresUrl(env, 'DATABASE_URL'),
    shards: integer(env, 'LEDGER_SHARDS', 1, 64),
  };
  refuseSamePort(settings);
  return settings;
}

/** Otherwise the second one would say that another program uses the port. */
function refuseSamePort({ awsPort, httpPort, postgresPort, databaseUrl }: Settings): void {
  const ports: [name: string, port: number][] = [
    ['ZEROLOSS_AWS_PORT', awsPort],
    ['ZEROLOSS_HTTP_PORT', httpPort],
    ['ZEROLOSS_PG_PORT', databaseUrl ? 0 : postgresPort],
  ];
  for (const [index, [name, port]] of ports.entries()) {
    const [other] = ports.slice(0, index).find(([, taken]) => port !== 0 && taken === port) ?? [];
    if (other) throw new StartupError(`${name} and ${other} are both ${port}; each needs a port of its own.`);
  }
}

/** @throws StartupError with the variable, its value and the rule */
export function readLocalStackPort(env: Readonly<Record<string, string | undefined>>): number {
  return integer(env, 'LOCALSTACK_PORT', 0, 65_535) ?? 4567; // the local cloud has 4566
}

function integer(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
  throw new StartupError(`${name} is "${text}"; it must be a whole number from ${min} to ${max}.`);
}

function postgresUrl(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  // The message omits the value: it may contain a password.
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol) || new URL(text).pathname.length < 2) {
    throw new StartupError(`${name} must be a URL of the form postgresql://user:password@host:port/database.`);
  }
  return text;
}
