/**
 * How every connection is made. Node's driver takes whatever a configuration leaves out from the user's PGPORT, PGOPTIONS, PGSSLMODE and
 * a dozen more, which are meant for psql: here nothing is left out. RDS Proxy refuses the start-up parameters `options`,
 * `statement_timeout` and `lock_timeout`, so none is sent: session-settings.ts says how sessions get their settings.
 */
import pg from 'pg';

/** One of the ledger's databases: a URL with a password, or a configuration in which the driver asks for the password at each connection. */
export type DatabaseAddress = string | pg.PoolConfig;

/** The whole configuration of a client or a pool. Use it with LedgerClient. */
export function connectionConfig(address: DatabaseAddress): pg.PoolConfig {
  return {
    ssl: false, // `sslmode` in a URL outranks it
    sslnegotiation: 'postgres',
    client_encoding: 'utf8',
    application_name: 'zeroloss',
    connectionTimeoutMillis: 10_000,
    ...(typeof address === 'string' ? { connectionString: withPort(address) } : address),
  };
}

/** A port that the URL leaves out would come from PGPORT, even if the configuration beside it has one. */
function withPort(address: string): string {
  const url = new URL(address);
  if (url.port === '' && !url.searchParams.has('port')) url.port = '5432';
  return url.href;
}

/** A client that takes nothing from the environment. */
export class LedgerClient extends pg.Client {
  constructor(config: pg.ClientConfig = {}) {
    super(config);
    // PGOPTIONS and PGREPLICATION: only here can they be nothing. Options of a URL stay; some hosts tell their databases apart by them.
    Object.assign((this as unknown as Internals).connectionParameters, {
      options: optionsOf(config),
      replication: undefined,
    });
  }
}

interface Internals {
  readonly connectionParameters: object;
}

function optionsOf({ connectionString, options }: pg.ClientConfig): string | undefined {
  return (connectionString && new URL(connectionString).searchParams.get('options')) || options;
}
