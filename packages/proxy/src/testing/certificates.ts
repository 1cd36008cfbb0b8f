import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface TestCertificate {
  /** PEM. */
  cert: string;
  key: string;
  name: string;
  privateKey: KeyObject;
}

export interface CertificateOptions {
  /** Common name; a name or address of the host too, where it is not an authority's. */
  name: string;
  /** Who signs it; itself where none is given, and then it is an authority. */
  by?: TestCertificate;
  expiresAtMs?: number;
}

const dayMs = 86_400_000;

/** Makes a key and its X.509 certificate (ECDSA P-256). */
export function certificate({ name, by, expiresAtMs }: CertificateOptions): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const endMs = expiresAtMs ?? Date.now() + 30 * dayMs;
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(ecdsaSha256),
    distinguishedName(by?.name ?? name),
    sequence(time(Math.min(Date.now(), endMs) - dayMs), time(endMs)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(by === undefined ? authority() : hosts(name))),
  );
  const signature = sign('sha256', body, by?.privateKey ?? privateKey);
  const whole = sequence(
    body,
    sequence(ecdsaSha256),
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    name,
    privateKey,
  };
}

const ecdsaSha256 = objectId('2a8648ce3d040302');

/** basicConstraints: CA. */
function authority(): Buffer {
  const critical = tagged(0x01, Buffer.from([0xff]));
  return sequence(objectId('551d13'), critical, tagged(0x04, sequence(critical)));
}

/** subjectAltName. */
function hosts(name: string): Buffer {
  const host =
    isIP(name) === 4
      ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
      : tagged(0x82, Buffer.from(name));
  return sequence(objectId('551d11'), tagged(0x04, sequence(host)));
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))));
}

/** UTCTime. */
function time(ms: number): Buffer {
  const text = new Date(ms)
    .toISOString()
    .replaceAll(/[-:T]|\.\d+/g, '')
    .slice(2);
  return tagged(0x17, Buffer.from(text));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

/** DER: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
