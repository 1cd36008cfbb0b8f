import { expect, test } from 'vitest';
import { askRaw, comparableAnswer, comparableRequest, generatedLegacy } from '../testing/byte-equality.ts';
import { config, route } from '../testing/control-server.ts';
import { generatedExchanges } from '../testing/generated-exchange.ts';
import { type Misbehaviour, misbehaviours } from '../testing/misbehaving.ts';
import { startStack } from '../testing/stack.ts';
import { rawHttpServer } from '../testing/upstream-server.ts';

const count = Number(process.env.DELTA_GUARD_TEST_EXCHANGES ?? 200);
const seed = Number(process.env.DELTA_GUARD_TEST_SEED ?? 20_261_123);
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

test('P1: what a client gets, and the legacy is asked, is the same with and without the proxy', async () => {
  const exchanges = generatedExchanges(count, seed, 2_000_000);
  const { server: legacy, asked } = await generatedLegacy(exchanges);
  const ways = Object.keys(misbehaviours) as Misbehaviour[];
  let calls = 0;
  const candidate = await rawHttpServer((_, socket) => {
    calls += 1;
    misbehaviours[ways[calls % ways.length] ?? 'hangs'](socket);
  });
  const stack = await startStack({
    legacy: legacy.url,
    candidate: candidate.url,
    limits: { shadowTimeoutMs: 300, drainMs: 2_000 },
  });
  const routes = (['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).flatMap(
    (method, at) => [
      route(at, '/off/*', 'off', { method }),
      route(10 + at, '/shadow/*', 'shadow', { method }),
    ],
  );
  await stack.control.apply(config(1, routes));
  let eligible = 0;
  const one = async (number: number) => {
    const exchange = exchanges[number];
    if (exchange === undefined) return;
    const prefix = number % 4 === 0 ? '/off' : '/shadow';
    if (prefix === '/shadow' && safe.has(exchange.method)) eligible += 1;
    const direct = await askRaw(legacy.port, exchange, number, prefix);
    const proxied = await askRaw(stack.port, exchange, number, prefix);
    expect(comparableAnswer(proxied), `exchange ${number}: ${JSON.stringify(exchange)}`).toEqual(
      comparableAnswer(direct),
    );
    const [first, second] = asked.get(number) ?? [];
    if (first === undefined || second === undefined)
      throw new Error(`exchange ${number} was not asked twice`);
    expect(comparableRequest(second)).toEqual(comparableRequest(first));
  };
  await inParallel(exchanges.length, 8, one);
  await stack.finish();
  const totals = stack.control.totals();
  expect(totals.requests).toBe(count);
  expect(totals.eligible).toBe(eligible);
  expect(stack.control.invalid).toEqual([]);
  await stack.close();
  await candidate.close();
  await legacy.close();
}, 600_000);

async function inParallel(
  total: number,
  width: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < total) {
      const index = next;
      next += 1;
      await run(index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
