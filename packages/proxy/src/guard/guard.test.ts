import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Rule } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import {
  ask,
  fromLegacy,
  guardingStacks,
  latency,
  mismatch,
  served,
  untilBack,
} from '../testing/guarding-stack.ts';

const { says, guarding } = guardingStacks();

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
