import type { Stage } from '@delta-guard/protocol';
import { afterEach, expect, test } from 'vitest';
import { askRaw, comparableAnswer, generatedLegacy } from '../testing/byte-equality.ts';
import { config, route } from '../testing/control-server.ts';
import { generatedExchanges } from '../testing/generated-exchange.ts';
import { startStack } from '../testing/stack.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

const safe = ['GET', 'HEAD', 'OPTIONS'] as const;
const stickyKey = { in: 'header', name: 'Host' } as const;

/** Canary for one client alone: it is on the candidate at 1 and on the legacy at 0. */
const stages: [string, Stage, number][] = [
  ['guarded', 'guarded', 0],
  ['canary, for a client on the candidate', 'canary', 1],
  ['canary, for a client on the legacy', 'canary', 0],
  ['live', 'live', 0],
  ['complete', 'complete', 0],
];

test.each(stages)(
  'byte equality in %s, where both sides say the same; eligible exchanges add up (P4)',
  async (_, stage, canaryShare) => {
    const exchanges = generatedExchanges(150, 20_260_801, 400_000).map((exchange, number) => ({
      ...exchange,
      method: safe[number % safe.length] ?? 'GET',
    }));
    const { server: legacy } = await generatedLegacy(exchanges);
    const { server: candidate } = await generatedLegacy(exchanges);
    const stack = await startStack({ legacy: legacy.url, candidate: candidate.url });
    parts.push(stack, legacy, candidate);
    const given = { canaryShare, stickyKey, guardWaitMs: 200 };
    const routes = safe.map((method, at) => route(at, '/at/*', stage, { method, ...given }));
    await stack.control.apply(config(1, routes));
    for (const [number, exchange] of exchanges.entries()) {
      const direct = await askRaw({ port: legacy.port, ca: null }, exchange, number, '/at');
      const proxied = await askRaw({ port: stack.port, ca: null }, exchange, number, '/at');
      const label = `exchange ${number}: ${JSON.stringify(exchange)}`;
      expect(comparableAnswer(proxied), label).toEqual(comparableAnswer(direct));
    }
    await stack.finish();
    const { requests, eligible, mismatches } = stack.control.totals();
    expect([requests, eligible, mismatches]).toEqual([150, stage === 'complete' ? 0 : 150, 0]);
    expect(stack.control.invalid).toEqual([]);
  },
  60_000,
);
