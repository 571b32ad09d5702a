/** A PostgreSQL that only takes TLS, like RDS, with a certificate for `localhost` from its own authority. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../infra/local/database/embedded/index.ts';
import { type Authority, createAuthority } from './certificates.ts';

export interface TlsPostgres {
  readonly port: number;
  /** The administrator's; the certificate does not name its host. */
  readonly url: string;
  readonly authority: Authority;
  stop(): Promise<void>;
}

/** The administrator needs a password. Members of `rds_iam` may send any token: there is no IAM here to ask. */
const clientAuthentication = `hostssl all +rds_iam 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256
`;

export async function startTlsPostgres(): Promise<TlsPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zeroloss-tls-'));
  const authority = createAuthority('a throw-away root');
  const { certificatePem, keyPem } = authority.issue('localhost');
  const file = async (name: string, text: string) => {
    await writeFile(join(dataDir, name), text, { mode: 0o600 });
    return join(dataDir, name);
  };
  const settings = {
    ssl: 'on',
    ssl_cert_file: await file('server.crt', certificatePem),
    ssl_key_file: await file('server.key', keyPem),
    hba_file: await file('hba.conf', clientAuthentication),
    fsync: 'off',
  };
  const { url, stop } = await startPostgres({ dataDir, port: 0, log: () => {}, settings });
  return {
    port: Number(new URL(url).port),
    url,
    authority,
    async stop() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
