import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { type Misbehaviour, misbehavingServer, misbehaviours } from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const keep = closeAfterEach();

const says = async (side: string): Promise<TestServer> =>
  keep(await httpServer((_, response) => json(response, { side })));

const stickyKey = { in: 'cookie', name: 'sid' } as const;

function canary(revision: number, canaryShare: number) {
  const given = { canaryShare, stickyKey, version: revision, fallbackWaitMs: 20_000 };
  return config(revision, [route(1, '/*', 'canary', given)]);
}

async function canarying(
  legacy: TestServer,
  candidate: TestServer,
  { share, ...limits }: { share: number } & NonNullable<StackOptions['limits']>,
): Promise<Stack> {
  const stack = keep(await startStack({ legacy: legacy.url, candidate: candidate.url, limits }));
  await stack.control.apply(canary(1, share));
  return stack;
}

async function sideFor(stack: Stack, client: string | null): Promise<string> {
  const headers: Record<string, string> = client === null ? {} : { Cookie: `theme=dark; sid=${client}` };
  const answer = await fetch(`${stack.url}/x`, { headers });
  return ((await answer.json()) as { side: string }).side;
}

const clients = Array.from({ length: 400 }, (_, n) => `client-${n}`);

async function onCandidate(stack: Stack): Promise<Set<string>> {
  const chosen = new Set<string>();
  for (const client of clients) {
    if ((await sideFor(stack, client)) === 'candidate') chosen.add(client);
  }
  return chosen;
}

describe('canary', () => {
  test('a share of clients gets the candidate, always the same ones; when it grows they stay', async () => {
    const stack = await canarying(await says('legacy'), await says('candidate'), { share: 0.25 });
    const quarter = await onCandidate(stack);
    // 100 are expected; four standard errors are 35. The hash is fixed, so this does not vary.
    expect(Math.abs(quarter.size - 100)).toBeLessThan(35);
    expect(await onCandidate(stack)).toEqual(quarter);
    await stack.control.apply(canary(2, 0.5));
    const half = await onCandidate(stack);
    expect(Math.abs(half.size - 200)).toBeLessThan(40);
    expect([...quarter].filter((client) => !half.has(client))).toEqual([]);
  });

  test('both are called and compared for every client, whoever answers', async () => {
    const [legacy, candidate] = [await says('same'), await says('same')];
    const stack = await canarying(legacy, candidate, { share: 0.5 });
    for (const client of clients.slice(0, 20)) await sideFor(stack, client);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 20, matches: 20, fallbacks: 0 });
    expect([legacy.seen.length, candidate.seen.length]).toEqual([20, 20]);
  });

  test('a client without the key gets the legacy, at any share', async () => {
    const stack = await canarying(await says('legacy'), await says('candidate'), { share: 1 });
    expect(await sideFor(stack, null)).toBe('legacy');
    expect(await sideFor(stack, 'x')).toBe('candidate');
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 2, mismatches: 2 });
  });

  test('how many requests carried the key is told, for a route that has one', async () => {
    const stack = await canarying(await says('same'), await says('same'), { share: 0.5 });
    for (const client of ['one', null, 'two', null, null]) await sideFor(stack, client);
    await stack.finish();
    const keyed = stack.control.tallies.reduce((sum, tally) => sum + (tally.keyed ?? 0), 0);
    expect([stack.control.totals().requests, keyed]).toEqual([5, 2]);
    expect(stack.control.invalid).toEqual([]);
  });

  const ways = Object.keys(misbehaviours) as Misbehaviour[];
  test.each(ways)(
    'P4, P5: the candidate %s: no client pays for it, and the counts are exact',
    async (how) => {
      const legacy = await says('legacy');
      const limits = { share: 0.5, shadowTimeoutMs: 300, candidateHeadTimeoutMs: 300 };
      const stack = await canarying(legacy, keep(await misbehavingServer(how)), limits);
      const before = await Promise.all(
        clients.slice(0, 20).map(async (client) => {
          const raw = await RawClient.connect(stack.port);
          raw.send(`GET /x HTTP/1.1\r\nHost: a\r\nCookie: sid=${client}\r\nConnection: close\r\n\r\n`);
          // A head that is out cannot be taken back: such an answer breaks off, or goes on.
          const text = await raw.until(
            (seen) => seen.includes('"side":"legacy"') || /\r\n\r\nxx|xxxxx/.test(seen) || raw.ended,
          );
          raw.socket.destroy();
          return text.includes('"side":"legacy"');
        }),
      );
      const headOut = ['resetsMidBody', 'endsMidBody', 'endless', 'drips'].includes(how);
      if (!headOut) expect(before).not.toContain(false);
      else expect(before.filter(Boolean).length).toBeGreaterThan(2);
      await stack.finish();
      const { requests, eligible } = stack.control.totals();
      expect([requests, eligible]).toEqual([20, 20]);
      expect(stack.control.invalid).toEqual([]);
    },
  );
});

describe('complete', () => {
  test('the candidate answers alone; the legacy hears nothing, but whether it can be reached is known', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = keep(await startStack({ legacy: legacy.url, candidate: candidate.url }));
    await stack.control.apply(config(1, [route(1, '/*', 'complete', { buildHeader: 'X-Build' })]));
    for (const client of clients.slice(0, 5)) expect(await sideFor(stack, client)).toBe('candidate');
    await stack.control.until(() => stack.control.health?.upstreams.legacy.reachable === true);
    expect(legacy.seen).toEqual([]);
    await legacy.close();
    await stack.control.until(() => stack.control.health?.upstreams.legacy.reachable === false);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 5, eligible: 0 });
  });

  test('a candidate that fails is told as it is: nobody else is asked', async () => {
    const legacy = await says('legacy');
    const stack = keep(
      await startStack({
        legacy: legacy.url,
        candidate: keep(await misbehavingServer('closes')).url,
      }),
    );
    await stack.control.apply(config(1, [route(1, '/*', 'complete')]));
    expect((await fetch(`${stack.url}/x`)).status).toBe(502);
    expect(legacy.seen).toEqual([]);
  });
});
