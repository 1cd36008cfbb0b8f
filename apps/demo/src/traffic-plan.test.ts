import { expect, test } from 'vitest';
import { hotAccountIds } from './sample-ids.ts';
import { routeTemplates } from './sample-routes.ts';
import { seededRandom } from './seeded-random.ts';
import { type PlannedRequest, TrafficPlan } from './traffic-plan.ts';

test('the same seed asks the same, another seed something else', () => {
  expect(planned(1, 200)).toEqual(planned(1, 200));
  expect(planned(1, 200)).not.toEqual(planned(2, 200));
});

test('of each 60 requests, 20 go to the route that is right', () => {
  const requests = planned(7, 600);
  const counts = Object.groupBy(requests, ({ route }) => route);
  expect(counts['GET /rates']).toHaveLength(200);
  expect(counts['POST /accounts/:id/transactions']).toHaveLength(40);
});

test('every route of the sample is asked for, and one that nobody has adopted', () => {
  const asked = new Set(planned(7, 60).map(({ route }) => route));
  const adopted = routeTemplates.map(({ method, template }) => `${method} ${template}`);
  expect([...asked].toSorted()).toEqual([...adopted, 'GET /branches/:id'].toSorted());
});

test('writes touch hot accounts only, and only the balance is read of those', () => {
  for (const { method, route, path } of planned(7, 6_000)) {
    const isHot = hotAccountIds.some((id) => path.startsWith(`/accounts/${id}`));
    if (method !== 'GET') expect(isHot, path).toBe(true);
    else if (route !== 'GET /accounts/:id/balance') expect(isHot, path).toBe(false);
  }
});

test('a hot balance is read two writes away from any write on that account, at the least', () => {
  const turns = moments(7, 3_000);
  const writeTurns = turns.filter(([first]) => first?.method !== 'GET').map(([first]) => accountOf(first));
  let writes = 0;
  let reads = 0;
  for (const [first] of turns) {
    if (first?.method !== 'GET') writes += 1;
    if (first?.route !== 'GET /accounts/:id/balance' || !hotAccountIds.includes(accountOf(first))) continue;
    reads += 1;
    expect(writeTurns.slice(Math.max(0, writes - 2), writes + 2)).not.toContain(accountOf(first));
  }
  expect(reads).toBeGreaterThan(100);
});

test('bookings come as two at the same moment on one account', () => {
  const pairs = moments(7, 600).filter((moment) => moment.length > 1);
  expect(pairs).toHaveLength(20);
  for (const pair of pairs) expect(new Set(pair.map(({ path }) => path)).size).toBe(1);
});

function accountOf(request: PlannedRequest | undefined): string {
  return request?.path.split('/')[2] ?? '';
}

function moments(seed: number, requests: number): PlannedRequest[][] {
  const plan = new TrafficPlan(seededRandom(seed));
  const all: PlannedRequest[][] = [];
  for (let count = 0; count < requests; count += all.at(-1)?.length ?? 0) all.push(plan.next());
  return all;
}

function planned(seed: number, requests: number): PlannedRequest[] {
  return moments(seed, requests).flat();
}
