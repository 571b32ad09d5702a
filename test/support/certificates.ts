/** Throw-away certificates, made in memory: Node can read X.509 certificates but not create them. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface Authority extends Certificate {
  /** A server's certificate for one DNS name. */
  issue(dnsName: string): Certificate;
}

/** A self-signed root, valid for two days around now. */
export function createAuthority(name: string): Authority {
  const { privateKey, publicKey } = keys();
  const isAuthority = extension('551d13', true, sequence(der(0x01, Buffer.from([0xff]))));
  const root = pair(certificate(name, publicKey, isAuthority, name, privateKey), privateKey);
  return {
    ...root,
    issue(dnsName) {
      const server = keys();
      const alternative = extension('551d11', false, sequence(der(0x82, Buffer.from(dnsName))));
      return pair(certificate(dnsName, server.publicKey, alternative, name, privateKey), server.privateKey);
    },
  };
}

const keys = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const dayMs = 86_400_000;

/** RFC 5280's Certificate, signed with ECDSA over SHA-256. */
function certificate(subject: string, key: KeyObject, extra: Buffer, issuer: string, issuerKey: KeyObject): Buffer {
  const algorithm = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const time = (ms: number) => der(0x18, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer),
    sequence(time(Date.now() - dayMs), time(Date.now() + dayMs)),
    distinguishedName(subject),
    key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extra)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, issuerKey)]);
  return sequence(body, algorithm, der(0x03, signature));
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(commonName)));
  return sequence(der(0x31, attribute));
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(der(0x06, Buffer.from(oid, 'hex')), ...flag, der(0x04, value));
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));

/** Tag, length, value. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), value]);
}

function pair(encoded: Buffer, key: KeyObject): Certificate {
  const base64 = encoded.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
