import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GuardConfig, RouteConfig, Rule, Stage } from '@delta-guard/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { ControlServer, config, route } from '../testing/control-server.ts';
import { misbehavingServer } from '../testing/misbehaving.ts';
import { readableLog, type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

function keep<T extends { close(): Promise<void> }>(part: T): T {
  parts.push(part);
  return part;
}

const says = async (side: string, delayMs = 0): Promise<TestServer> =>
  keep(
    await httpServer((_, response) => {
      setTimeout(() => json(response, { side }), delayMs);
    }),
  );

const p1 = [1e-3, 1e-2, 1e-1];
const mismatch = { p0: 1e-4, p1, alarmAt: 1e7 };
const latency = { p0: 0.01, p1: [0.03, 0.1, 0.3], alarmAt: 1e7 };
const off: GuardConfig = { mismatch: null, latency: null, breaker: null };

function served(stage: Stage, guard: Partial<GuardConfig>, more: Partial<RouteConfig> = {}): RouteConfig {
  return route(1, '/*', stage, { version: 3, guard: { ...off, ...guard }, fallbackWaitMs: 300, ...more });
}

interface Guarding extends Pick<StackOptions, 'limits' | 'trustedProxies' | 'log'> {
  route: RouteConfig;
  legacy: TestServer;
  candidate: TestServer;
}

async function guarding({ route: given, legacy, candidate, ...options }: Guarding): Promise<Stack> {
  const stack = await startStack({ legacy: legacy.url, candidate: candidate.url, ...options });
  parts.unshift(stack);
  await stack.control.apply(config(1, [given]));
  return stack;
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${url}/x`, { headers });
  return answer.text();
}

const fromLegacy = '{"side":"legacy"}';

/** Asks until the legacy answers. Returns how many answers the candidate gave. */
async function untilBack(stack: Stack, headers: (n: number) => Record<string, string> = () => ({})) {
  for (let asked = 0; asked < 200; asked += 1) {
    if ((await ask(stack.url, headers(asked))) === fromLegacy) return asked;
  }
  throw new Error('the route never went back');
}

describe('the guard of an instance', () => {
  test('takes a route back after as many mismatches as the detector needs, and the next request is the legacy’s', async () => {
    const stack = await guarding({
      route: served('live', { mismatch }),
      legacy: await says('legacy'),
      candidate: await says('candidate'),
    });
    // The third mismatch is seen just after its client was answered: one more may be under way by then.
    const seen = await untilBack(stack);
    expect(seen).toBeGreaterThanOrEqual(3);
    expect(seen).toBeLessThanOrEqual(5);
    await stack.control.until(() => stack.control.rollbacks.length > 0);
    expect(stack.control.rollbacks).toEqual([
      expect.objectContaining({
        routeId: served('live', {}).id,
        routeVersion: 3,
        trigger: 'mismatch',
        evidence: { observations: 3, hits: 3, statistic: expect.any(Number), alarmAt: 1e7 },
      }),
    ]);
    await stack.control.until(() => stack.control.health?.heldBack.length === 1);
    for (let more = 0; more < 10; more += 1) expect(await ask(stack.url)).toBe(fromLegacy);
    await stack.finish();
    expect(stack.control.invalid).toEqual([]);
    // What was asked before and after is all counted, under the stage it was planned in.
    const { requests, eligible } = stack.control.totals();
    expect([requests, eligible]).toEqual([seen + 11, seen + 11]);
    expect(new Set(stack.control.tallies.map(({ stage }) => stage))).toEqual(new Set(['live', 'shadow']));
  });

  test('keeps it back over a restart, until a newer version names that rollback (P9)', async () => {
    const stack = await guarding({
      route: served('live', { mismatch }),
      legacy: await says('legacy'),
      candidate: await says('candidate'),
    });
    await untilBack(stack);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    const id = stack.control.rollbacks[0]?.id ?? '';
    const file = path.join(stack.dataDir, 'rollbacks.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ rollbacks: [{ id, routeVersion: 3 }] });

    const restarted = await stack.restart();
    const url = `http://127.0.0.1:${restarted.address.port}`;
    expect(await ask(url)).toBe(fromLegacy);
    // It may have died before it could tell: it tells again, under the same id.
    await stack.control.until(() => stack.control.rollbacks.length === 2);
    expect(stack.control.rollbacks[1]?.id).toBe(id);

    await stack.control.apply(config(2, [served('live', { mismatch }, { version: 4 })]));
    expect(await ask(url)).toBe(fromLegacy);
    await stack.control.apply(config(3, [served('live', { mismatch }, { rollbacksNamed: [id] })]));
    expect(await ask(url)).toBe(fromLegacy);
    await stack.control.apply(config(4, [served('live', {}, { version: 5, rollbacksNamed: [id] })]));
    expect(await ask(url)).toBe('{"side":"candidate"}');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ rollbacks: [] });
  });

  test('begins anew with each version: what was seen before bears no witness', async () => {
    const stack = await guarding({
      route: served('live', { mismatch }),
      legacy: await says('legacy'),
      candidate: await says('candidate'),
    });
    for (let version = 4; version < 8; version += 1) {
      for (const _ of [1, 2]) expect(await ask(stack.url)).toBe('{"side":"candidate"}');
      await stack.control.apply(config(version, [served('live', { mismatch }, { version })]));
    }
    expect(stack.control.rollbacks).toEqual([]);
  });

  test('goes on through revisions that change nothing on the route, and begins anew where its rules change', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const live = served('live', { mismatch });
    const stack = await guarding({ route: live, legacy, candidate });
    const ruleFor = (routeId: string | null, n: number): Rule => ({
      id: `00000000-0000-4000-8000-00000000000${n}`,
      routeId,
      place: { in: 'header', name: 'x-any' },
      action: { do: 'ignore' },
    });
    for (const _ of [1, 2]) await ask(stack.url);
    const own = ruleFor(live.id, 1);
    await stack.control.apply(config(2, [live], [own]));
    for (const _ of [1, 2]) expect(await ask(stack.url)).toBe('{"side":"candidate"}');
    const elsewhere = route(2, '/elsewhere', 'shadow');
    await stack.control.apply(config(3, [live, elsewhere], [own, ruleFor(elsewhere.id, 2)]));
    await ask(stack.url);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(stack.control.rollbacks[0]?.evidence).toMatchObject({ observations: 3, hits: 3 });
  });

  test('alarms on latency too', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('legacy', 15)];
    const stack = await guarding({ route: served('live', { latency }), legacy, candidate });
    while (stack.control.rollbacks.length === 0) await ask(stack.url);
    expect(stack.control.rollbacks[0]).toMatchObject({ trigger: 'latency' });
    expect(stack.control.rollbacks[0]?.evidence?.hits).toBeLessThan(20);
  });

  test('a route held in shadow, and one without detectors, are left alone', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('shadow', { mismatch }), legacy, candidate });
    for (let n = 0; n < 10; n += 1) await ask(stack.url);
    await stack.control.apply(config(2, [served('live', {})]));
    for (let n = 0; n < 10; n += 1) expect(await ask(stack.url)).toBe('{"side":"candidate"}');
    await stack.finish();
    expect(stack.control.rollbacks).toEqual([]);
  });
});

describe('the breaker of the guard', () => {
  const breaker = { failures: 5, clientsMin: 2 };
  const client = (address: string) => ({ 'X-Forwarded-For': `203.0.113.9, ${address}` });

  test('one client’s failures are no outage; those of a second one are, behind a trusted proxy', async () => {
    const stack = await guarding({
      route: served('live', { breaker }),
      legacy: await says('legacy'),
      candidate: keep(await misbehavingServer('resets')),
      trustedProxies: ['127.0.0.1'],
    });
    for (let n = 0; n < 8; n += 1) await ask(stack.url, client('198.51.100.1'));
    expect(stack.control.rollbacks).toEqual([]);
    await ask(stack.url, client('198.51.100.2'));
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(stack.control.rollbacks[0]).toMatchObject({
      trigger: 'breaker',
      evidence: { hits: 9, alarmAt: 5 },
    });
  });

  test('what an untrusted peer says of itself counts for nothing', async () => {
    const stack = await guarding({
      route: served('live', { breaker }),
      legacy: await says('legacy'),
      candidate: keep(await misbehavingServer('resets')),
    });
    for (let n = 0; n < 12; n += 1) await ask(stack.url, client(`198.51.100.${n}`));
    await stack.finish();
    expect(stack.control.rollbacks).toEqual([]);
    expect(stack.control.totals()).toMatchObject({ mismatches: 12, fallbacks: 12 });
  });

  test('at complete it only says so: nothing is rolled back', async () => {
    const { log, lines } = readableLog();
    const stack = await guarding({
      route: served('complete', { breaker: { failures: 5, clientsMin: 1 }, mismatch }),
      legacy: await says('legacy'),
      candidate: keep(await misbehavingServer('resets')),
      log,
    });
    for (let n = 0; n < 12; n += 1) expect(await ask(stack.url)).toContain('upstreamReset');
    await stack.finish();
    expect(stack.control.rollbacks).toEqual([]);
    expect(lines.filter(({ msg }) => msg.includes('Only an operator can go back'))).toHaveLength(1);
  });
});

describe('a rollback by the operator of the host', () => {
  test('is in force at once, durable, reported, and the same when asked for again', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate });
    const [first] = await stack.proxy.rollBack('all', 'a bad night');
    expect(first).toMatchObject({ outcome: 'rolledBack', durable: true });
    expect(await ask(stack.url)).toBe(fromLegacy);
    const { id } = served('live', {});
    expect(await stack.proxy.rollBack(id, 'again')).toEqual([{ ...first, outcome: 'alreadyBack' }]);
    expect(await stack.proxy.rollBack('all', 'again')).toEqual([]);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(stack.control.rollbacks[0]).toMatchObject({
      trigger: 'operator',
      reason: 'a bad night',
      evidence: null,
    });
  });

  test('works at complete too, where the guard does not', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('complete', {}), legacy, candidate });
    expect(await ask(stack.url)).toBe('{"side":"candidate"}');
    await stack.proxy.rollBack('all', 'the candidate has to go');
    expect(await ask(stack.url)).toBe(fromLegacy);
  });

  test('of a route that is not ahead, or not known, changes nothing', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('shadow', {}), legacy, candidate });
    const { id } = served('shadow', {});
    expect(await stack.proxy.rollBack(id, 'x')).toEqual([{ outcome: 'notAhead', routeId: id }]);
    expect(await stack.proxy.rollBack('none', 'x')).toEqual([{ outcome: 'unknownRoute', routeId: 'none' }]);
  });

  test('in flight exchanges finish on the side they began on', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate', 100)];
    const stack = await guarding({ route: served('live', {}), legacy, candidate });
    const underWay = ask(stack.url);
    await candidate.untilSeen(1);
    await stack.proxy.rollBack('all', 'now');
    expect(await ask(stack.url)).toBe(fromLegacy);
    expect(await underWay).toBe('{"side":"candidate"}');
  });

  test('a disk that refuses it is said; it is in force and reported all the same', async () => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate, log });
    // A folder in the place of the file that is written first.
    const blocked = path.join(stack.dataDir, 'rollbacks.json.new');
    await mkdir(blocked);
    expect(await stack.proxy.rollBack('all', 'now')).toMatchObject([{ durable: false }]);
    expect(await ask(stack.url)).toBe(fromLegacy);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(lines.some(({ msg }) => msg.startsWith('a rollback could not be saved'))).toBe(true);
  });

  test.each([
    ['cannot be understood', (file: string) => writeFile(file, '{"rollbacks":7}')],
    ['cannot be read', (file: string) => mkdir(file)],
  ])('a list that %s is said, and costs no traffic', async (_, spoil) => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate, log });
    await spoil(path.join(stack.dataDir, 'rollbacks.json'));
    const { port } = (await stack.restart()).address;
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('{"side":"candidate"}');
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'the saved rollbacks of this instance cannot be used' }),
    );
  });
});

describe('the lease', () => {
  test.each(['shadow', 'keep'] as const)('without a word of the control plane: %s', async (onLeaseLost) => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const leased = served('live', {}, { leaseMs: 1_500, onLeaseLost });
    const stack = await guarding({ route: leased, legacy, candidate });
    expect(await ask(stack.url)).toBe('{"side":"candidate"}');
    await stack.control.close();
    const lostAtMs = performance.now();
    if (onLeaseLost === 'shadow') {
      while ((await ask(stack.url)) !== fromLegacy);
      return;
    }
    while (performance.now() - lostAtMs < 2_500) expect(await ask(stack.url)).toBe('{"side":"candidate"}');
  });

  test('that comes back with the link brings the stage of the config back', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const leased = served('live', {}, { leaseMs: 1_000, onLeaseLost: 'shadow' });
    const stack = await guarding({ route: leased, legacy, candidate });
    const { port } = stack.control;
    await stack.control.close();
    while ((await ask(stack.url)) !== fromLegacy);
    const back = await new ControlServer().start(port);
    parts.push(back);
    back.configure(config(1, [leased]));
    while ((await ask(stack.url)) === fromLegacy);
    expect(back.health?.heldBack ?? []).toEqual([]);
  });
});
