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
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 1_000 });
    const startedMs = performance.now();
    const answers = await Promise.all(
      [1, 2, 3].map(async (id) => {
        const answer = await fetch(`${url}/items/${id}`);
        return [answer.status, await answer.json()];
      }),
    );
    const tookMs = performance.now() - startedMs;
    expect(answers).toEqual([1, 2, 3].map(() => [200, { right: true }]));
    // P2: the candidate's deadline is 1,000 ms; the client heard nothing of it.
    expect(tookMs).toBeLessThan(900);
    await finish();
    // P5: a candidate that fails is a mismatch; only one that floods is left uncompared, and counted as that.
    const { mismatches, reasons } = control.totals();
    expect({ mismatches, reasons }).toEqual(
      how === 'endless' ? { mismatches: 0, reasons: { tooLarge: 3 } } : { mismatches: 3, reasons: {} },
    );
    const why = control.deltas[0]?.signatures[0]?.why;
    if (how !== 'endless') {
      const slow = ['hangs', 'drips'].includes(how);
      expect(why).toBe(how === 'refuses' ? 'refused' : slow ? 'timeout' : 'reset');
    }
    expect(control.invalid).toEqual([]);
  });
});

describe('the shadow breaker', () => {
  test('after failures in a row the candidate is spared, and called again when it is back', async () => {
    const legacy = await server(right);
    let broken = true;
    const candidate = await server((request, response) => {
      if (broken) request.socket.destroy();
      else right(request, response);
    });
    const { url, control, finish } = await shadowing(legacy, candidate, {
      shadowBreakerFailures: 3,
      shadowBreakerOpenMs: 100,
    });
    const ask = async (times: number) => {
      for (let at = 0; at < times; at += 1) await (await fetch(`${url}/items/1`)).arrayBuffer();
    };
    // The first failures must be over before the next request is let in.
    for (let at = 1; at <= 3; at += 1) {
      await ask(1);
      await candidate.untilSeen(at);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await ask(5);
    expect(candidate.seen).toHaveLength(3);
    broken = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await ask(1);
    await candidate.untilSeen(4);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ask(2);
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 3, matches: 3, reasons: { breakerOpen: 5 } });
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
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 2_000 });
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
