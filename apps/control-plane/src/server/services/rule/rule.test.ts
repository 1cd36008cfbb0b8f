import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

const ordinalOf = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).route.epoch?.ordinal;

const ignoreId = {
  place: { in: 'body', path: '$.requestId' },
  action: { do: 'ignore' },
  reason: 'random in each answer',
} as const;

describe('a rule', () => {
  it('of one route begins a new epoch there and nowhere else, and reaches the proxies', async () => {
    const [one, other] = [await routeInShadow(control), await routeInShadow(control)];
    const proxy = await TestProxy.join(control);
    const { ruleId, revision } = await control.call.rules.add.mutate({ routeId: one.routeId, ...ignoreId });
    expect([await ordinalOf(one.routeId), await ordinalOf(other.routeId)]).toEqual([2, 1]);
    const config = await proxy.config(revision);
    expect(config.rules).toContainEqual({
      id: ruleId,
      routeId: one.routeId,
      place: ignoreId.place,
      action: ignoreId.action,
    });
    await proxy.leave();
  });

  it('of all routes begins a new epoch on each', async () => {
    const [one, other] = [await routeInShadow(control), await routeInShadow(control)];
    await control.call.rules.add.mutate({ routeId: null, ...ignoreId });
    expect([await ordinalOf(one.routeId), await ordinalOf(other.routeId)]).toEqual([2, 2]);
    const { rules } = await control.call.routes.detail.query({ routeId: one.routeId, range: '1h' });
    expect(rules[0]).toMatchObject({
      routeId: null,
      routeLabel: null,
      enabled: true,
      reason: ignoreId.reason,
    });
  });

  it('is not made twice for the same place, and the proof goes on', async () => {
    const { routeId } = await routeInShadow(control);
    const { rules } = control.call;
    const rule = { ...ignoreId, place: { in: 'body', path: '$.twice' }, routeId } as const;
    const { ruleId } = await rules.add.mutate(rule);
    const again = {
      reason: 'ruleInvalid',
      message: expect.stringContaining(`very rule before: ${rule.reason}`),
    };
    expect(await refusalOf(rules.add.mutate({ ...rule, reason: 'the same' }))).toMatchObject(again);
    const { ruleId: other } = await rules.add.mutate({ ...rule, place: { in: 'body', path: '$.once' } });
    const { place, action } = rule;
    const toTwin = rules.edit.mutate({ ruleId: other, place, action, reason: 'the same' });
    expect(await refusalOf(toTwin)).toMatchObject(again);
    await rules.edit.mutate({ ruleId, place, action, reason: 'better words' });
    expect(await ordinalOf(routeId)).toBe(3);
  });

  it('begins an epoch when it is switched, changed or removed, but not by its reason or while it is off', async () => {
    const { routeId } = await routeInShadow(control);
    const { ruleId } = await control.call.rules.add.mutate({ routeId, ...ignoreId });
    const { place, action } = ignoreId;
    const steps: [string, () => Promise<unknown>, number][] = [
      ['reason', () => control.call.rules.edit.mutate({ ruleId, place, action, reason: 'better words' }), 2],
      [
        'action',
        () =>
          control.call.rules.edit.mutate({ ruleId, place, action: { do: 'caseInsensitive' }, reason: 'x' }),
        3,
      ],
      ['same switch', () => control.call.rules.setEnabled.mutate({ ruleId, enabled: true }), 3],
      ['off', () => control.call.rules.setEnabled.mutate({ ruleId, enabled: false }), 4],
      ['changed while off', () => control.call.rules.edit.mutate({ ruleId, place, action, reason: 'y' }), 4],
      ['removed while off', () => control.call.rules.remove.mutate({ ruleId }), 4],
    ];
    for (const [name, step, ordinal] of steps) {
      await step();
      expect(await ordinalOf(routeId), name).toBe(ordinal);
    }
    const { history } = await control.call.routes.detail.query({ routeId, range: '15m' });
    expect(history.map(({ verb }) => verb).slice(0, 5)).toEqual([
      'rule.remove',
      'rule.edit',
      'rule.disable',
      'rule.edit',
      'rule.edit',
    ]);
  });

  it('that is off is not told to the proxies', async () => {
    const { routeId } = await routeInShadow(control);
    const { ruleId } = await control.call.rules.add.mutate({ routeId, ...ignoreId });
    const { revision } = await control.call.rules.setEnabled.mutate({ ruleId, enabled: false });
    const proxy = await TestProxy.join(control);
    const config = await proxy.config(revision);
    expect(config.rules.map(({ id }) => id)).not.toContain(ruleId);
    await proxy.leave();
  });

  it.each([
    ['a path that breaks off', { in: 'body', path: '$[' }, { do: 'ignore' }, /\(at character 3\)\.$/],
    ['a path that is none', { in: 'body', path: 'a.b' }, { do: 'ignore' }, /with \$ \(at character 1\)\.$/],
    [
      'a header with a blank behind it',
      { in: 'header', name: 'etag ' },
      { do: 'ignore' },
      /character 5\)\.$/,
    ],
    ['a cookie with its value', { in: 'cookie', name: 'sid=1' }, { do: 'ignore' }, /character 4\)\.$/],
    ['an action without meaning at its place', { in: 'status' }, { do: 'unordered' }, /place status\.$/],
  ] as const)('is refused for %s', async (_name, place, action, words) => {
    const add = control.call.rules.add.mutate({ routeId: null, place, action, reason: 'x' });
    await expect(add).rejects.toThrow(/^This rule cannot be used/);
    await expect(add).rejects.toThrow(words);
    await expect(add).rejects.toBeInstanceOf(TRPCClientError);
  });

  it.each([
    ['a bracket that is never closed', 'ab[', 'missing closing ] in “[” (at character 3)'],
    ['a look-ahead, which cannot be linear', 'id-(?=x)', '“(?=” (at character 4)'],
    ['a part that stands there twice, without a guess at the place', 'a*|*', 'repetition operator in “*”.'],
  ])('with a pattern is refused for %s', async (_name, pattern, words) => {
    const add = control.call.rules.add.mutate({
      routeId: null,
      place: { in: 'body', path: '$.id' },
      action: { do: 'pattern', pattern },
      reason: 'x',
    });
    expect(await refusalOf(add)).toMatchObject({
      reason: 'ruleInvalid',
      message: expect.stringContaining(words),
    });
  });

  it('with a pattern that can be run reaches the proxies', async () => {
    const { routeId } = await routeInShadow(control);
    const place = { in: 'body', path: '$.id' } as const;
    const action = { do: 'pattern', pattern: '^req-[0-9a-f]{8}$' } as const;
    const { revision, ruleId } = await control.call.rules.add.mutate({
      routeId,
      place,
      action,
      reason: 'id',
    });
    const proxy = await TestProxy.join(control);
    const config = await proxy.config(revision);
    expect(config.rules).toContainEqual({ id: ruleId, routeId, place, action });
    await proxy.leave();
  });

  it('needs a reason that can be kept', async () => {
    for (const reason of ['', '  ', 'nul \u0000', 'half \ud800']) {
      await expect(control.call.rules.add.mutate({ routeId: null, ...ignoreId, reason })).rejects.toThrow(
        /reason/,
      );
    }
  });
});
