import { targetTotals } from '@delta-guard/protocol';
import { afterEach, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

type Answer = Parameters<typeof httpServer>[0];

async function server(answer: Answer): Promise<TestServer> {
  const started = await httpServer(answer);
  parts.push(started);
  return started;
}

async function shadowing(candidate: Answer, more: Parameters<typeof route>[3] = {}): Promise<Stack> {
  const legacy = await server((_, response) => json(response, { ok: true }));
  const stack = await startStack({ legacy: legacy.url, candidate: (await server(candidate)).url });
  parts.unshift(stack);
  const routes = [
    route(1, '/items/:id', 'shadow', { buildHeader: 'X-Build', ...more }),
    route(2, '/fixed', 'shadow'),
  ];
  await stack.control.apply(config(1, routes));
  return stack;
}

const ask = async (stack: Stack, path: string) => (await fetch(`${stack.url}${path}`)).arrayBuffer();

test('each build of the candidate has tallies and deltas of its own; one that names none counts to the last', async () => {
  const builds = ['1.0', '1.0', '2.0', '', '2.0'];
  const stack = await shadowing((_, response) => {
    const build = builds.shift();
    if (build) response.setHeader('x-build', build);
    json(response, { ok: build !== '2.0' }, build === '' ? 503 : 200);
  });
  for (const id of [1, 2, 3, 4, 5]) await ask(stack, `/items/${id}`);
  await stack.finish();
  const counts: Record<string, number[]> = {};
  for (const { build, matches, mismatches } of stack.control.tallies) {
    const known = counts[String(build)] ?? [0, 0];
    counts[String(build)] = [(known[0] ?? 0) + matches, (known[1] ?? 0) + mismatches];
  }
  expect(counts['1.0']).toEqual([2, 0]);
  expect(counts['2.0']).toEqual([0, 3]);
  expect(new Set(stack.control.deltas.map(({ build }) => build))).toEqual(new Set(['2.0']));
  expect(stack.control.totals()).toMatchObject({ requests: 5, eligible: 5 });
  expect(stack.control.invalid).toEqual([]);
});

test('names of builds are bounded in length, letters and number', async () => {
  let calls = 0;
  const stack = await shadowing((_, response) => {
    calls += 1;
    response.setHeader('X-Build', calls === 1 ? `é ${'x'.repeat(300)}` : `build-${calls}`);
    json(response, { ok: true });
  });
  await ask(stack, '/items/1');
  await Promise.all(Array.from({ length: 60 }, (_, id) => ask(stack, `/items/${id}`)));
  await stack.finish();
  expect(stack.control.tallies.some(({ build }) => build === 'x'.repeat(128))).toBe(true);
  const perSecond = new Map<number, number>();
  for (const { second, build } of stack.control.tallies) {
    if (build !== null) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  // The last one of the second before may count here too.
  expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(17);
  expect(stack.control.totals()).toMatchObject({ matches: 61 });
});

test('what sampling leaves out is answered by the legacy alone and is not eligible (P4)', async () => {
  const by = { in: 'header', name: 'X-User' } as const;
  const stack = await shadowing((_, response) => json(response, { ok: true }), {
    sampling: { share: 0.3, by },
  });
  const users = Array.from({ length: 60 }, (_, n) => `user-${n}`);
  const asked = async (user: string) => {
    const answer = await fetch(`${stack.url}/items/1`, { headers: { 'X-User': user } });
    return answer.status;
  };
  for (const user of [...users, ...users]) expect(await asked(user)).toBe(200);
  await stack.finish();
  const { requests, eligible, matches } = stack.control.totals();
  expect(requests).toBe(120);
  expect(matches).toBe(eligible);
  expect(eligible % 2).toBe(0);
  expect(eligible).toBeGreaterThan(10);
  expect(eligible).toBeLessThan(70);
});

test('the targets of a route with parameters are told without their names', async () => {
  const stack = await shadowing((_, response) => json(response, { ok: true }));
  for (const id of [1, 1, 1, 2, 3]) await ask(stack, `/items/${id}?secret=${id}`);
  await ask(stack, '/fixed');
  await stack.finish();
  const targets = stack.control.tallies.flatMap((tally) => (tally.targets ? [tally] : []));
  expect(new Set(targets.map(({ routeId }) => routeId))).toEqual(new Set([route(1, '/', 'off').id]));
  const smallest = targets.flatMap((tally) => tally.targets?.smallest ?? []);
  expect(smallest).toHaveLength(3);
  const frequent = targets.flatMap((tally) => tally.targets?.frequent ?? []);
  const totals = targetTotals({ smallest, frequent, missed: 0 });
  expect(totals.distinct).toBe(3);
  expect(frequent.reduce((sum, { count }) => sum + count, 0)).toBe(5);
});
