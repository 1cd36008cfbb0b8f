import { describe, expect, test } from 'vitest';
import { ask, guardingStacks, mismatch, served } from '../testing/guarding-stack.ts';
import { misbehavingServer } from '../testing/misbehaving.ts';
import { readableLog } from '../testing/stack.ts';

const { keep, says, guarding } = guardingStacks();

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
    const complete = served('complete', {}).id;
    await expect.poll(() => stack.control.health?.alarmed, { timeout: 60_000 }).toEqual([complete]);
    await stack.finish();
    expect(stack.control.rollbacks).toEqual([]);
    expect(lines.filter(({ msg }) => msg.includes('Only an operator can go back'))).toHaveLength(1);
  });
});
