import { describe, expect, test } from 'vitest';
import { route } from '../testing/control-server.ts';
import { routeChoice } from './route-choice.ts';

const salt = '00112233445566778899aabbccddeeff';
const clients = Array.from({ length: 20_000 }, (_, n) => `client-${n}`);
const cookie = (value: string) => ['Host', 'a', 'cookie', `theme=dark; id=${value}; last=1`];
const chance = () => {
  throw new Error('nothing here is left to chance');
};

function canary(canaryShare: number, n = 1) {
  const stickyKey = { in: 'cookie', name: 'id' } as const;
  return routeChoice(route(n, '/x', 'canary', { canaryShare, stickyKey }), salt, chance).isCanary;
}

function sampled(share: number) {
  const by = { in: 'cookie', name: 'id' } as const;
  const { samples } = routeChoice(route(1, '/x', 'shadow', { sampling: { share, by } }), salt, chance);
  if (samples === null) throw new Error('all are sampled');
  return samples;
}

const countOf = (chosen: (headers: string[]) => boolean) =>
  clients.filter((client) => chosen(cookie(client))).length;

describe('the share of clients that the candidate answers in canary', () => {
  test.each([0.01, 0.05, 0.25, 0.5])('%d of the clients, within four standard errors', (share) => {
    const error = Math.sqrt(share * (1 - share) * clients.length);
    expect(Math.abs(countOf(canary(share)) - share * clients.length)).toBeLessThan(4 * error);
  });

  test('all at 1, none at 0, and never one without the key', () => {
    expect([countOf(canary(1)), countOf(canary(0))]).toEqual([clients.length, 0]);
    for (const headers of [[], ['Cookie', 'other=1'], ['Cookie', 'id='], ['Cookie', 'id']]) {
      expect(canary(1)(headers)).toBe(false);
    }
  });

  test('when it grows those on the candidate stay there', () => {
    const steps = [0.01, 0.05, 0.25, 0.5].map((share) => clients.filter((one) => canary(share)(cookie(one))));
    steps.reduce((before, after) => {
      expect(before.filter((client) => !after.includes(client))).toEqual([]);
      return after;
    });
  });

  test('is chosen anew on another route, and independently of sampling', () => {
    const both = (one: (headers: string[]) => boolean, other: (headers: string[]) => boolean) =>
      clients.filter((client) => one(cookie(client)) && other(cookie(client))).length;
    // A quarter of all is expected in both: four standard errors are 245.
    expect(Math.abs(both(canary(0.5), canary(0.5, 2)) - 5_000)).toBeLessThan(245);
    expect(Math.abs(both(canary(0.5), sampled(0.5)) - 5_000)).toBeLessThan(245);
  });

  test('whether a request carries the key is told for a route that has one', () => {
    const stickyKey = { in: 'cookie', name: 'id' } as const;
    const { carriesKey } = routeChoice(route(1, '/x', 'shadow', { stickyKey }), salt, chance);
    const told = [cookie('7'), [], ['Cookie', 'other=1'], ['Cookie', 'id=']].map((headers) =>
      carriesKey?.(headers),
    );
    expect(told).toEqual([true, false, false, false]);
    expect(routeChoice(route(1, '/x', 'shadow'), salt, chance).carriesKey).toBeNull();
  });

  test('a header can be the key too', () => {
    const stickyKey = { in: 'header', name: 'X-User' } as const;
    const given = route(1, '/x', 'canary', { canaryShare: 1, stickyKey });
    expect(routeChoice(given, salt, chance).isCanary(['x-user', '7'])).toBe(true);
  });
});

describe('sampling', () => {
  test('by a key takes whole clients, in the share that was asked for', () => {
    expect(Math.abs(countOf(sampled(0.1)) - 2_000)).toBeLessThan(4 * Math.sqrt(0.09 * clients.length));
    expect(sampled(0.5)(cookie('client-7'))).toBe(sampled(0.5)(cookie('client-7')));
  });

  test('without a key takes requests by chance, and asks nothing where all are wanted', () => {
    const drawn = [0.1, 0.2, 0.3];
    const random = () => drawn.shift() ?? 1;
    const { samples } = routeChoice(
      route(1, '/x', 'shadow', { sampling: { share: 0.2, by: null } }),
      salt,
      random,
    );
    expect([1, 2, 3].map(() => samples?.([]))).toEqual([true, false, false]);
    expect(routeChoice(route(1, '/x', 'shadow'), salt, random).samples).toBeNull();
  });
});

describe('targets', () => {
  test('are the paths without their query, as salted numbers of 52 bits', () => {
    const { targetOf } = routeChoice(route(1, '/accounts/:id', 'shadow'), salt, chance);
    const other = routeChoice(route(1, '/accounts/:id', 'shadow'), 'f'.repeat(32), chance).targetOf;
    expect(targetOf?.('/accounts/1?page=2')).toBe(targetOf?.('/accounts/1'));
    expect(targetOf?.('/accounts/1')).not.toBe(targetOf?.('/accounts/2'));
    expect(targetOf?.('/accounts/1')).not.toBe(other?.('/accounts/1'));
    expect(targetOf?.('/accounts/1')).toBeLessThan(2 ** 52);
  });

  test('there are none where the template has no parameters', () => {
    expect(routeChoice(route(1, '/accounts', 'shadow'), salt, chance).targetOf).toBeNull();
  });
});
