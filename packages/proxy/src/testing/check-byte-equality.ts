import { expect } from 'vitest';
import { askRaw, comparableAnswer, comparableRequest, generatedLegacy } from './byte-equality.ts';
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
}

/**
 * Asks a legacy for generated exchanges, directly and through proxies in off, shadow and guarded, while the candidate misbehaves
 * in every way there is: what clients get and what the legacy is asked must be the same, and the counts exact (P1, P4).
 */
export async function checkByteEquality({ count, seed, proxies }: ByteEquality): Promise<void> {
  const exchanges = generatedExchanges(count, seed, bodyBytesMax);
  const { server: legacy, asked } = await generatedLegacy(exchanges);
  const candidate = await misbehavingCandidate();
  const stacks = await chain(legacy, candidate, proxies);
  const first = stacks.at(-1) as Stack;
  let eligible = 0;
  await inParallel(exchanges, async (exchange, number) => {
    const prefix = prefixes[number % prefixes.length] ?? '/off';
    if (prefix !== '/off' && safe.has(exchange.method)) eligible += 1;
    const direct = await askRaw(legacy.port, exchange, number, prefix);
    const proxied = await askRaw(first.port, exchange, number, prefix);
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
async function chain(legacy: TestServer, candidate: TestServer, proxies: number): Promise<Stack[]> {
  const routes = (['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap(
    (method, at) => [
      route(at, '/off/*', 'off', { method }),
      route(10 + at, '/shadow/*', 'shadow', { method }),
      route(20 + at, '/guarded/*', 'guarded', { method }),
    ],
  );
  const stacks: Stack[] = [];
  for (let at = 0; at < proxies; at += 1) {
    const stack = await startStack({
      legacy: stacks.at(-1)?.url ?? legacy.url,
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
