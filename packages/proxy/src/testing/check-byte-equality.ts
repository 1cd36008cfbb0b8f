import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { askRaw, comparableAnswer, comparableRequest, generatedLegacy } from './byte-equality.ts';
import { certificate, type TestCertificate } from './certificates.ts';
import { config, route } from './control-server.ts';
import { type GeneratedExchange, generatedExchanges } from './generated-exchange.ts';
import { type Misbehaviour, misbehaviours } from './misbehaving.ts';
import { type Stack, startStack } from './stack.ts';
import { rawHttpServer, type TestServer } from './upstream-server.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);
const bodyBytesMax = 5_000_000;
const atATime = 8;
const prefixes = ['/off', '/shadow', '/guarded', '/shadow'] as const;

export interface ByteEquality {
  count: number;
  seed: number;
  /** Proxies one behind the other, each with the next as its legacy. */
  proxies: number;
  /** Clients speak TLS to the proxies, and these to the legacy. */
  tls?: boolean;
}

/** Certificates of one run; `files` are the same on disk. */
interface Secured {
  authority: TestCertificate;
  own: TestCertificate;
  files: { ca: string; cert: string; key: string };
}

/**
 * Asks a legacy for generated exchanges, directly and through proxies in off, shadow and guarded, while the candidate misbehaves
 * in every way there is: what clients get and what the legacy is asked must be the same, and the counts exact (P1, P4).
 */
export async function checkByteEquality({ tls = false, ...run }: ByteEquality): Promise<void> {
  if (!tls) return check(run, null);
  const folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-tls-'));
  try {
    await check(run, await secured(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function secured(folder: string): Promise<Secured> {
  const authority = certificate({ name: 'test authority' });
  const own = certificate({ name: '127.0.0.1', by: authority });
  const file = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const [ca, cert, key] = await Promise.all([
    file('ca', authority.cert),
    file('cert', own.cert),
    file('key', own.key),
  ]);
  return { authority, own, files: { ca, cert, key } };
}

async function check({ count, seed, proxies }: ByteEquality, secured: Secured | null): Promise<void> {
  const exchanges = generatedExchanges(count, seed, bodyBytesMax);
  const { server: legacy, asked } = await generatedLegacy(exchanges, secured?.own ?? null);
  const candidate = await misbehavingCandidate();
  const stacks = await chain({ legacy, candidate, secured }, proxies);
  const ca = secured?.authority.cert ?? null;
  const first = stacks.at(-1) as Stack;
  let eligible = 0;
  await inParallel(exchanges, async (exchange, number) => {
    const prefix = prefixes[number % prefixes.length] ?? '/off';
    if (prefix !== '/off' && safe.has(exchange.method)) eligible += 1;
    const direct = await askRaw({ port: legacy.port, ca }, exchange, number, prefix);
    const proxied = await askRaw({ port: first.port, ca }, exchange, number, prefix);
    const label = `exchange ${number} of seed ${seed}: ${JSON.stringify(exchange)}`;
    expect(comparableAnswer(proxied), label).toEqual(comparableAnswer(direct));
    const [one, other, ...more] = asked.get(number) ?? [];
    if (one === undefined || other === undefined) throw new Error(`exchange ${number} was not asked twice`);
    expect(comparableRequest(other), label).toEqual(comparableRequest(one));
    expect(more, label).toEqual([]);
    asked.delete(number);
  });
  for (const stack of stacks.toReversed()) {
    await stack.finish();
    const totals = stack.control.totals();
    expect(totals.requests).toBe(count);
    expect(totals.eligible).toBe(eligible);
    expect(stack.control.invalid).toEqual([]);
  }
  for (const each of [...stacks.toReversed(), candidate, legacy]) await each.close();
}

async function misbehavingCandidate(): Promise<TestServer> {
  const ways = Object.keys(misbehaviours) as Misbehaviour[];
  let calls = 0;
  return rawHttpServer((_, socket) => {
    calls += 1;
    misbehaviours[ways[calls % ways.length] ?? 'hangs'](socket);
  });
}

/** The last one is the one that clients talk to. */
async function chain(
  { legacy, candidate, secured }: { legacy: TestServer; candidate: TestServer; secured: Secured | null },
  proxies: number,
): Promise<Stack[]> {
  const routes = (['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap(
    (method, at) => [
      route(at, '/off/*', 'off', { method }),
      route(10 + at, '/shadow/*', 'shadow', { method }),
      route(20 + at, '/guarded/*', 'guarded', { method }),
    ],
  );
  const stacks: Stack[] = [];
  for (let at = 0; at < proxies; at += 1) {
    const port = stacks.at(-1)?.port ?? legacy.port;
    const stack = await startStack({
      legacy:
        secured === null
          ? `http://127.0.0.1:${port}`
          : { url: `https://127.0.0.1:${port}`, tls: { ca: secured.files.ca } },
      ...(secured !== null && { options: { tls: { cert: secured.files.cert, key: secured.files.key } } }),
      candidate: candidate.url,
      limits: { shadowTimeoutMs: 300, drainMs: 2_000 },
    });
    await stack.control.apply(config(1, routes));
    stacks.push(stack);
  }
  return stacks;
}

async function inParallel(
  exchanges: readonly GeneratedExchange[],
  run: (exchange: GeneratedExchange, number: number) => Promise<void>,
): Promise<void> {
  const entries = exchanges.entries();
  const worker = async () => {
    for (const [number, exchange] of entries) await run(exchange, number);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}
