import { presetPolicies } from '@delta-guard/gate';
import { describe, expect, test } from 'vitest';
import { attentionItems } from './attention.ts';
import { orderRoutes } from './route-order.ts';
import { routeVerdict, summarizeRoutes } from './route-verdict.ts';
import { condition, epoch, routeRow } from './testing/route-row.ts';

const open = { open: true, conditions: [condition({ id: 'evidence', met: true })] };
const failing = { window: { size: 10_000, comparisons: 10_000, mismatches: 1 } };
const slow = { epoch: epoch({ latencyPairs: 1_000, latencyExceedances: 11 }) };

describe('the verdict on a route', () => {
  test('one mismatch in a window of 10,000 is failing, because one is exactly 0.01 %', () => {
    expect(routeVerdict(routeRow(failing))).toBe('failing');
  });

  test('one mismatch in a window of a trial is not', () => {
    const window = { size: 200, comparisons: 200, mismatches: 1 };
    expect(routeVerdict(routeRow({ thresholds: presetPolicies.trial, window }))).not.toBe('failing');
  });

  test('more slow answers than the limit allows is failing too, but not after a handful', () => {
    expect(routeVerdict(routeRow(slow))).toBe('failing');
    const few = { epoch: epoch({ latencyPairs: 20, latencyExceedances: 5 }) };
    expect(routeVerdict(routeRow(few))).toBe('proving');
  });

  test('an open gate with somewhere to go is ready', () => {
    expect(routeVerdict(routeRow({ gate: open }))).toBe('ready');
    expect(routeVerdict(routeRow({ gate: open, nextStage: null }))).toBe('proving');
  });

  test('an open gate to canary is not ready as long as nothing tells clients apart', () => {
    const toCanary = { gate: open, stage: 'guarded', nextStage: 'canary', nextCanaryShare: 0.01 } as const;
    expect(routeVerdict(routeRow(toCanary))).toBe('keyless');
    const [item] = attentionItems(summarizeRoutes([routeRow(toCanary)])).items;
    expect(item).toMatchObject({ action: 'Set a sticky key', href: '/routes/r#settings' });
    const stickyKey = { in: 'cookie', name: 'sid' } as const;
    expect(routeVerdict(routeRow({ ...toCanary, stickyKey }))).toBe('ready');
  });

  test('without requests there is no evidence, whatever was seen before', () => {
    expect(routeVerdict(routeRow({ requestsPerSecond: 0 }))).toBe('silent');
  });

  test('proven means below the limit and not merely clean', () => {
    const proven = { epoch: epoch({ mismatchRateUpper: 0.00009 }) };
    expect(routeVerdict(routeRow(proven))).toBe('proven');
    const slowToProve = { ...proven, gate: { open: false, conditions: [condition({ id: 'latency' })] } };
    expect(routeVerdict(routeRow(slowToProve))).toBe('proving');
  });

  test('a route that is off is off, whatever its figures say', () => {
    expect(routeVerdict(routeRow({ stage: 'off', ...failing }))).toBe('off');
  });
});

describe('what needs an operator now', () => {
  const rows = [
    routeRow({ id: 'quiet', requestsPerSecond: 0 }),
    routeRow({ id: 'silent', requestsPerSecond: 0 }),
    routeRow({ id: 'ready', gate: open }),
    routeRow({ id: 'shadowed', ...failing }),
    routeRow({ id: 'served', stage: 'live', nextStage: null, ...failing }),
    routeRow({ id: 'fine' }),
  ];

  test('a failing route that clients see comes first, and silence is said once for all', () => {
    const { items, more } = attentionItems(summarizeRoutes(rows));
    expect(items.map((item) => item.key)).toEqual(['served', 'shadowed', 'ready', 'silent']);
    expect(items[0]?.words).toMatch(/while the candidate answers clients/);
    expect(more).toBe(0);
  });

  test('a route that its guard took back is named until it may go again', () => {
    const takenBack = { atMs: 0, reason: '5 of 100 differ.' };
    const { items } = attentionItems(summarizeRoutes([routeRow({ takenBack, ...failing })]));
    expect(items.map(({ words }) => words)).toEqual(['Its guard took it back to shadow: 5 of 100 differ.']);
    const ready = attentionItems(summarizeRoutes([routeRow({ takenBack, gate: open })]));
    expect(ready.items[0]?.action).toBe('Review and promote');
  });

  test('slowness is told from mismatches', () => {
    const { items } = attentionItems(summarizeRoutes([routeRow(slow)]));
    expect(items[0]).toMatchObject({ action: 'See the latency' });
  });

  test('the list puts the same routes first, and filters by verdict and words', () => {
    const filter = { text: '', verdict: null, sort: 'attention', descending: false } as const;
    expect(
      orderRoutes(rows, filter)
        .map((route) => route.id)
        .slice(0, 3),
    ).toEqual(['served', 'shadowed', 'ready']);
    expect(orderRoutes(rows, { ...filter, verdict: 'silent' })).toHaveLength(2);
    expect(orderRoutes(rows, { ...filter, text: 'get LIVE' }).map((route) => route.id)).toEqual(['served']);
  });

  test('routes that are alike keep their place, so that rows do not jump under the pointer', () => {
    const filter = { text: '', verdict: null, sort: 'traffic', descending: false } as const;
    const [a, b] = [routeRow({ id: 'a', template: '/a' }), routeRow({ id: 'b', template: '/b' })];
    expect(orderRoutes([b, a], filter)).toEqual(orderRoutes([a, b], filter));
  });
});
