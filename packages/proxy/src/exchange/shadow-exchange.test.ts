import { describe, expect, test } from 'vitest';
import {
  type Misbehaviour,
  misbehavingServer,
  misbehaviours,
  refusingServer,
} from '../testing/misbehaving.ts';
import { headerNames, right, shadowStacks } from '../testing/shadow-stack.ts';
import { json } from '../testing/upstream-server.ts';

const { keep, server, shadowing } = shadowStacks();

describe('P1: in shadow the client gets the legacy answer whatever the candidate does', () => {
  const all: (Misbehaviour | 'refuses')[] = ['refuses', ...(Object.keys(misbehaviours) as Misbehaviour[])];

  test.each(all)('the candidate %s', async (how) => {
    const legacy = await server(right);
    const candidate = keep(how === 'refuses' ? await refusingServer() : await misbehavingServer(how));
    const slow = ['hangs', 'drips'].includes(how);
    const deadlineMs = slow ? 5_000 : 60_000;
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: deadlineMs });
    const startedMs = performance.now();
    const answers = await Promise.all(
      [1, 2, 3].map(async (id) => {
        const answer = await fetch(`${url}/items/${id}`);
        return [answer.status, await answer.json()];
      }),
    );
    const tookMs = performance.now() - startedMs;
    expect(answers).toEqual([1, 2, 3].map(() => [200, { right: true }]));
    // P2: the client heard nothing of the candidate's deadline.
    expect(tookMs).toBeLessThan(deadlineMs - 500);
    await finish();
    // P5: a candidate that fails is a mismatch; only one that floods is left uncompared, and counted as that.
    const { mismatches, reasons } = control.totals();
    expect({ mismatches, reasons }).toEqual(
      how === 'endless' ? { mismatches: 0, reasons: { tooLarge: 3 } } : { mismatches: 3, reasons: {} },
    );
    const why = control.deltas[0]?.signatures[0]?.why;
    if (how !== 'endless') {
      expect(why).toBe(how === 'refuses' ? 'refused' : slow ? 'timeout' : 'reset');
    }
    expect(control.invalid).toEqual([]);
  });
});

describe('the shadow breaker', () => {
  /** A candidate that fails until it is mended, and a proxy that spares it for so long after three failures in a row. */
  async function failing(shadowBreakerOpenMs: number) {
    const legacy = await server(right);
    let broken = true;
    const candidate = await server((request, response) => {
      if (broken) request.socket.destroy();
      else right(request, response);
    });
    const limits = { shadowBreakerFailures: 3, shadowBreakerOpenMs };
    const { url, adminUrl, control, finish } = await shadowing(legacy, candidate, limits);
    const ask = async (times: number) => {
      for (let at = 0; at < times; at += 1) await (await fetch(`${url}/items/1`)).arrayBuffer();
    };
    const isOpen = async () =>
      (await (await fetch(`${adminUrl}/metrics`)).text()).includes('delta_guard_shadow_breaker_open 1\n');
    await ask(3);
    while (!(await isOpen()));
    const mend = () => {
      broken = false;
    };
    return { candidate, control, finish, ask, isOpen, mend };
  }

  test('spares a candidate that failed so many times in a row', async () => {
    const { candidate, control, finish, ask } = await failing(60_000);
    await ask(5);
    await finish();
    expect(candidate.seen).toHaveLength(3);
    expect(control.totals()).toMatchObject({ mismatches: 3, reasons: { breakerOpen: 5 } });
  });

  test('tries it again after a while, and calls it as before when it is back', async () => {
    const { candidate, control, finish, ask, isOpen, mend } = await failing(50);
    mend();
    let asked = 3;
    for (; await isOpen(); asked += 1) await ask(1);
    await ask(2);
    await finish();
    const { eligible, matches, mismatches, reasons } = control.totals();
    expect(mismatches).toBe(3);
    expect(matches).toBeGreaterThanOrEqual(3);
    expect(candidate.seen).toHaveLength(mismatches + matches);
    expect(eligible).toBe(asked + 2);
    expect(reasons.breakerOpen ?? 0).toBe(eligible - mismatches - matches);
  });
});

describe('the loop guard', () => {
  test('a shadow call that comes round to the proxy is not fanned out again', async () => {
    let around = '';
    const legacy = await server(right);
    const candidate = await server(async (request, response) => {
      const mark = request.headers['delta-guard-shadow'];
      const answer = await fetch(`${around}/items/2`, { headers: { 'delta-guard-shadow': String(mark) } });
      json(response, await answer.json());
    });
    const { url, control, finish } = await shadowing(legacy, candidate);
    around = url;
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(candidate.seen).toHaveLength(1);
    expect(legacy.seen.map(({ url: target }) => target)).toEqual(['/items/1', '/items/2']);
    expect(control.totals()).toMatchObject({ requests: 2, eligible: 1, matches: 1 });
    expect(headerNames(legacy).filter((name) => name === 'delta-guard-shadow')).toHaveLength(1);
  });

  test('a mark that a client made up is stripped and guards nothing', async () => {
    const [legacy, candidate] = [await server(right), await server(right)];
    const { url, control, finish } = await shadowing(legacy, candidate);
    const made = { 'delta-guard-shadow': 'bm90IGEgcmVhbCBtYXJr' };
    await (await fetch(`${url}/items/1`, { headers: made })).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ eligible: 1, matches: 1 });
    expect(headerNames(legacy)).not.toContain('delta-guard-shadow');
    expect(candidate.seen[0]?.rawHeaders).not.toContain(made['delta-guard-shadow']);
  });
});
