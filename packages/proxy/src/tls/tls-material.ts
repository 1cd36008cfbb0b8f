import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { unreadable } from '../options/unreadable.ts';

/** Names of PEM files. */
export interface TlsFiles {
  cert?: string | undefined;
  key?: string | undefined;
  ca?: string | undefined;
}

/** What the files hold. */
export interface TlsMaterial {
  cert?: Buffer;
  key?: Buffer;
  ca?: Buffer;
  /** Unix time in ms at which the first of the certificates ends; null where there is none. */
  expiresAtMs: number | null;
}

type TlsPart = 'cert' | 'key' | 'ca';

/** Why one of the files cannot be used; where two do not go together, the second. */
export interface TlsMistake {
  part: TlsPart;
  reason: string;
}

export type ReadMaterial = { ok: true; material: TlsMaterial } | { ok: false; mistakes: TlsMistake[] };

/** Reads the files and looks whether they can be used together. */
export async function readTlsMaterial(files: TlsFiles): Promise<ReadMaterial> {
  const material: TlsMaterial = { expiresAtMs: null };
  const mistakes: TlsMistake[] = [];
  for (const part of ['cert', 'key', 'ca'] as const) {
    const name = files[part];
    if (name === undefined) continue;
    try {
      material[part] = await readFile(name);
    } catch (error) {
      mistakes.push({ part, reason: unreadable(name, error) });
    }
  }
  mistakes.push(...notCertificates(files, material));
  return mistakes.length > 0 ? { ok: false, mistakes } : usable(files, material);
}

/** Why files cannot be used, in one line. */
export function reasonOf(mistakes: readonly TlsMistake[]): string {
  return mistakes.map(({ reason }) => reason).join('; ');
}

/** Notes when the first of the certificates ends. */
function notCertificates(files: TlsFiles, material: TlsMaterial): TlsMistake[] {
  const mistakes: TlsMistake[] = [];
  for (const part of ['cert', 'ca'] as const) {
    const pem = material[part];
    if (pem === undefined) continue;
    const ends = endsOf(pem);
    if (ends === null) mistakes.push({ part, reason: `${files[part]} holds no certificate in PEM form` });
    else material.expiresAtMs = Math.min(material.expiresAtMs ?? Number.POSITIVE_INFINITY, ends);
  }
  return mistakes;
}

function usable(files: TlsFiles, material: TlsMaterial): ReadMaterial {
  try {
    createSecureContext({ cert: material.cert, key: material.key, ca: material.ca });
    return { ok: true, material };
  } catch (error) {
    const part = files.key === undefined ? (files.cert === undefined ? 'ca' : 'cert') : 'key';
    return { ok: false, mistakes: [{ part, reason: whyNot(files, error) }] };
  }
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** When the first certificate of the file ends; null where one cannot be read. */
function endsOf(pem: Buffer): number | null {
  try {
    const ends = [...pem.toString('latin1').matchAll(pemCertificate)].map(([one]) =>
      Date.parse(new X509Certificate(one).validTo),
    );
    return ends.length === 0 ? null : Math.min(...ends);
  } catch {
    return null;
  }
}

/** OpenSSL's words without what the file holds. */
function whyNot({ cert, key }: TlsFiles, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return `${key} is not the key of ${cert}`;
  return `${[cert, key].filter((name) => name !== undefined).join(' and ')} cannot be used (${code})`;
}
