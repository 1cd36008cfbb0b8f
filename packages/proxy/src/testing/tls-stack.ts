import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { certificate, type TestCertificate } from './certificates.ts';
import { closeAfterEach } from './close-after-each.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { httpServer, json, type TestServer } from './upstream-server.ts';

export const authority = certificate({ name: 'test authority' });
export const stranger = certificate({ name: 'another authority' });

/** Certificates as files, and proxies in front of an upstream that tells by which protocol its client came. */
export function tlsStacks() {
  const keep = closeAfterEach();
  let folder: string;
  let plain: TestServer;
  let files = 0;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-tls-'));
    plain = await httpServer((request, response) =>
      json(response, { proto: request.headers['x-forwarded-proto'] }),
    );
  });
  afterAll(async () => {
    await plain.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Writes text to a file of its own, or anew to one that is given. */
  async function file(text: string, name = path.join(folder, String(++files))): Promise<string> {
    await writeFile(`${name}.new`, text);
    await rename(`${name}.new`, name);
    return name;
  }

  async function certFiles({ cert, key }: TestCertificate) {
    return { cert: await file(cert), key: await file(key) };
  }

  async function stack(options: Partial<StackOptions>): Promise<Stack> {
    return keep(await startStack({ legacy: plain.url, candidate: plain.url, ...options }));
  }

  return { keep, file, certFiles, stack };
}
