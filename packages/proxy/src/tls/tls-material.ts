import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

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

export type ReadMaterial = { ok: true; material: TlsMaterial } | { ok: false; reason: string };

/** Reads the files and looks whether they can be used together. */
export async function readTlsMaterial(files: TlsFiles): Promise<ReadMaterial> {
  const material: TlsMaterial = { expiresAtMs: null };
  for (const part of ['cert', 'key', 'ca'] as const) {
    const name = files[part];
    if (name === undefined) continue;
    try {
      material[part] = await readFile(name);
    } catch {
      return { ok: false, reason: `${name} cannot be read` };
    }
  }
  return usable(files, material);
}

function usable(files: TlsFiles, material: TlsMaterial): ReadMaterial {
  for (const part of ['cert', 'ca'] as const) {
    const pem = material[part];
    if (pem === undefined) continue;
    const ends = endsOf(pem);
    if (ends === null) return { ok: false, reason: `${files[part]} holds no certificate in PEM form` };
    material.expiresAtMs = Math.min(material.expiresAtMs ?? Number.POSITIVE_INFINITY, ends);
  }
  try {
    createSecureContext({ cert: material.cert, key: material.key, ca: material.ca });
    return { ok: true, material };
  } catch (error) {
    return { ok: false, reason: whyNot(files, error) };
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
