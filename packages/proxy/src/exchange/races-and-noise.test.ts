import type { RouteConfig, Stage } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { misbehavingServer, refusingServer } from '../testing/misbehaving.ts';
import { type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const keep = closeAfterEach();

/** Says each value once, then the last for ever. */
const saysInTurn = async (...values: unknown[]): Promise<TestServer> =>
  keep(
    await httpServer((_, response) => {
      json(response, { value: values.length > 1 ? values.shift() : values[0] });
    }),
  );

type Parts = Omit<StackOptions, 'legacy' | 'candidate' | 'control'> & {
  legacy: TestServer;
  candidate: TestServer;
  control?: TestServer;
};

async function stackOf(
  stage: Stage,
  given: Partial<RouteConfig>,
  { control, ...more }: Parts,
): Promise<Stack> {
  const stack = keep(
    await startStack({
      ...more,
      legacy: more.legacy.url,
      candidate: more.candidate.url,
      ...(control && { control: control.url }),
    }),
  );
  await stack.control.apply(config(1, [route(1, '/*', stage, given)]));
  return stack;
}

const ask = async (stack: Stack) => (await fetch(`${stack.url}/x`)).text();

describe('a mismatch that may be a race', () => {
  const stages: Stage[] = ['shadow', 'guarded', 'live'];

  test.each(stages)(
    'in %s: the legacy’s second answer equals the candidate’s: notCompared raced',
    async (stage) => {
      const [legacy, candidate] = [await saysInTurn(1, 2), await saysInTurn(2)];
      const stack = await stackOf(stage, { recheckPerSecondMax: 10 }, { legacy, candidate });
      expect(await ask(stack)).toBe(stage === 'live' ? '{"value":2}' : '{"value":1}');
      await stack.finish();
      expect(stack.control.totals()).toMatchObject({ requests: 1, reasons: { raced: 1 }, mismatches: 0 });
      expect(legacy.seen).toHaveLength(2);
      expect(candidate.seen).toHaveLength(1);
    },
  );

  test.each([
    ['off', 0, [1, 2], 1],
    ['the second answer is like the first', 10, [1, 1], 2],
    ['the second answer is like neither', 10, [1, 3], 2],
  ])('%s: it stays a mismatch', async (_, recheckPerSecondMax, values, calls) => {
    const [legacy, candidate] = [await saysInTurn(...values), await saysInTurn(2)];
    const stack = await stackOf('shadow', { recheckPerSecondMax }, { legacy, candidate });
    await ask(stack);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1, notCompared: 0 });
    expect(legacy.seen).toHaveLength(calls);
  });

  test('a candidate that failed is no race, and the legacy is not asked for it', async () => {
    const legacy = await saysInTurn(1);
    const stack = await stackOf(
      'shadow',
      { recheckPerSecondMax: 10 },
      { legacy, candidate: await refusingServer() },
    );
    await ask(stack);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1 });
    expect(legacy.seen).toHaveLength(1);
  });

  test('a second answer that takes longer than 250 ms is not waited for', async () => {
    let calls = 0;
    const legacy = keep(
      await httpServer((_, response) => {
        calls += 1;
        if (calls === 1) json(response, { value: 1 });
      }),
    );
    const stack = await stackOf(
      'shadow',
      { recheckPerSecondMax: 10 },
      { legacy, candidate: await saysInTurn(2) },
    );
    await ask(stack);
    await stack.control.until(() => stack.control.totals().mismatches === 1);
    expect(calls).toBe(2);
  });

  test('past the rate mismatches count at once', async () => {
    let calls = 0;
    const legacy = keep(
      await httpServer((_, response) => {
        calls += 1;
        json(response, { value: 1 });
      }),
    );
    const stack = await stackOf(
      'shadow',
      { recheckPerSecondMax: 2 },
      { legacy, candidate: await saysInTurn(2) },
    );
    const startedMs = Date.now();
    await Promise.all(Array.from({ length: 30 }, () => ask(stack)));
    await stack.finish();
    const seconds = Math.floor(Date.now() / 1_000) - Math.floor(startedMs / 1_000) + 1;
    expect(stack.control.totals()).toMatchObject({ requests: 30, mismatches: 30 });
    expect(calls - 30).toBeGreaterThan(0);
    expect(calls - 30).toBeLessThanOrEqual(2 * seconds);
  });
});

describe('a control instance', () => {
  const noiseOf = (stack: Stack) => {
    const { tallies } = stack.control;
    const signatures = tallies.flatMap(({ noise }) => noise);
    return {
      comparisons: tallies.reduce((sum, { controlComparisons }) => sum + controlComparisons, 0),
      differing: signatures.reduce((sum, { count }) => sum + count, 0),
      paths: [...new Set(signatures.map(({ signature }) => signature.path))],
    };
  };

  test.each(['shadow', 'guarded', 'live'] as const)(
    'in %s: what it says otherwise is noise',
    async (stage) => {
      const [legacy, candidate] = [await saysInTurn(1), await saysInTurn(1)];
      const control = await saysInTurn(1, 2, 1);
      const stack = await stackOf(stage, { controlShare: 1 }, { legacy, candidate, control });
      for (let n = 0; n < 5; n += 1) expect(await ask(stack)).toBe('{"value":1}');
      await control.untilSeen(5);
      await stack.control.until(() => noiseOf(stack).comparisons === 5);
      await stack.finish();
      expect(noiseOf(stack)).toEqual({ comparisons: 5, differing: 1, paths: ['$.value'] });
      expect(stack.control.totals()).toMatchObject({ requests: 5, matches: 5, eligible: 5 });
      expect(control.seen[0]?.rawHeaders.map((name) => name.toLowerCase())).toContain('delta-guard-shadow');
      expect(stack.control.invalid).toEqual([]);
    },
  );

  test('is asked for the share that was chosen, and for nothing where it is 0', async () => {
    const [legacy, candidate, control] = [await saysInTurn(1), await saysInTurn(1), await saysInTurn(1)];
    const stack = await stackOf('shadow', { controlShare: 0 }, { legacy, candidate, control });
    for (let n = 0; n < 10; n += 1) await ask(stack);
    expect(control.seen).toEqual([]);
    await stack.control.apply(config(2, [route(1, '/*', 'shadow', { controlShare: 0.5 })]));
    for (let n = 0; n < 200; n += 1) await ask(stack);
    // Seven standard errors: chance is not what this test is about.
    expect(Math.abs(control.seen.length - 100)).toBeLessThan(50);
  });

  test.each(['hangs', 'endless', 'resets'] as const)('that %s costs nobody anything', async (how) => {
    const [legacy, candidate] = [await saysInTurn(1), await saysInTurn(1)];
    const control = keep(await misbehavingServer(how));
    const limits = { shadowTimeoutMs: 3_000, controlInFlightMax: 2, captureTotalBytesMax: 5_000_000 };
    const stack = await stackOf('shadow', { controlShare: 1 }, { legacy, candidate, control, limits });
    for (let n = 0; n < 20; n += 1) expect(await ask(stack)).toBe('{"value":1}');
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 20, matches: 20 });
    expect(noiseOf(stack).comparisons).toBe(0);
  });
});
