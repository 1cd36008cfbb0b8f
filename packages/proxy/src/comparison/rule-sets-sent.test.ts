import { expect, test } from 'vitest';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import { compiledRoute } from '../testing/compiled-route.ts';
import { route } from '../testing/control-server.ts';
import { BoundedMap } from './bounded-map.ts';
import { RuleSetsSent } from './rule-sets-sent.ts';
import { ruleSetsMax } from './thread-messages.ts';

function compiled(n: number): CompiledRoute {
  return compiledRoute(route(n, `/${n}`, 'shadow'));
}

test('a worker that keeps what it was sent always has the rules it is asked for, past the cap too', () => {
  const sent = new RuleSetsSent();
  const kept = new BoundedMap<number, string>(ruleSetsMax);
  const routes = Array.from({ length: ruleSetsMax + 10 }, (_, n) => compiled(n));
  const keys = new Set<number>();
  for (let at = 0; at < 3_000; at += 1) {
    const asked = routes[(at * 7 + Math.floor(at / 100)) % routes.length] ?? compiled(0);
    const { key, routeId, rules } = sent.messageFor(asked);
    if (rules !== null) {
      keys.add(key);
      kept.add(key, routeId);
    }
    expect(kept.get(key)).toBe(asked.config.id);
  }
  expect(keys.size).toBeLessThan(3_000);
  expect([...keys].filter((key) => kept.get(key) !== undefined)).toHaveLength(ruleSetsMax);
});

test('the rules of other routes are not sent', () => {
  const mine = compiled(1);
  const rule = (routeId: string | null) =>
    ({ id: 'r', routeId, place: { in: 'status' }, action: { do: 'ignore' } }) as const;
  const givenRules = [rule(null), rule(mine.config.id), rule(compiled(2).config.id)];
  const { rules } = new RuleSetsSent().messageFor({ ...mine, givenRules });
  expect(rules).toEqual(givenRules.slice(0, 2));
});
