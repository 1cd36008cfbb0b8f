import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { askedEvery, Freshness, oldestUnanswered } from './freshness.ts';
import { screensToRefresh } from './live-topics.ts';

function askedScreen(answer: () => Promise<number>, meta = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const observer = new QueryObserver(client, { queryKey: ['screen'], queryFn: answer, meta });
  const stop = observer.subscribe(() => {});
  return { observer, stop, queries: () => client.getQueryCache().getAll() };
}

test('figures whose next question fails are doubted since they last came, until they come again', async () => {
  let down = false;
  const screen = askedScreen(() => (down ? Promise.reject(new Error('down')) : Promise.resolve(1)));
  await screen.observer.refetch();
  const { dataUpdatedAt } = screen.observer.getCurrentResult();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt)).toBeNull();
  down = true;
  await screen.observer.refetch();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt)).toBe(dataUpdatedAt);
  down = false;
  await screen.observer.refetch();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt)).toBeNull();
  screen.stop();
});

test('figures that are asked for once a minute are believed for as long', async () => {
  const screen = askedScreen(() => Promise.resolve(1), askedEvery(60_000));
  await screen.observer.refetch();
  const { dataUpdatedAt } = screen.observer.getCurrentResult();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt + 60_000)).toBeNull();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt + 64_000)).toBe(dataUpdatedAt);
  screen.stop();
});

test('figures that are asked for in vain are doubted too, though nothing has failed yet', async () => {
  const screen = askedScreen(() => Promise.resolve(1));
  await screen.observer.refetch();
  const { dataUpdatedAt } = screen.observer.getCurrentResult();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt + 12_000)).toBeNull();
  expect(oldestUnanswered(screen.queries(), dataUpdatedAt + 14_000)).toBe(dataUpdatedAt);
  screen.stop();
});

describe('when a page is called stale', () => {
  const query = (fetchFailureCount: number) => ({
    isActive: () => true,
    state: {
      ...new QueryClient().getQueryCache().build(new QueryClient(), { queryKey: ['x'] }).state,
      fetchFailureCount,
      dataUpdatedAt: 500,
    },
  });

  test('not at the first failure, which may be repaired at once', () => {
    const freshness = new Freshness();
    freshness.look([query(1)], 1_000);
    expect(freshness.staleSinceMs).toBeNull();
    freshness.look([query(0)], 2_000);
    freshness.look([query(1)], 3_000);
    expect(freshness.staleSinceMs).toBeNull();
  });

  test('but when it lasts, and no longer once an answer came', () => {
    const freshness = new Freshness();
    freshness.look([query(1)], 1_000);
    freshness.look([query(2)], 3_000);
    expect(freshness.staleSinceMs).toBe(500);
    freshness.look([query(0)], 4_000);
    expect(freshness.staleSinceMs).toBeNull();
  });
});

test('a change of the configuration refreshes every screen, a tally not that of the instances', () => {
  const looked = { path: '/', hidden: false };
  expect(screensToRefresh(['config'], looked).sort()).toEqual([
    'delta',
    'deltaList',
    'instances',
    'route',
    'routes',
    'rules',
  ]);
  expect(screensToRefresh(['tallies', 'deltas'], looked)).not.toContain('instances');
  expect(screensToRefresh(['deltas'], looked)).not.toContain('delta');
});

test('traffic refreshes the list of all routes only where it is looked at', () => {
  const traffic = ['tallies', 'deltas', 'instances'] as const;
  expect(screensToRefresh(traffic, { path: '/', hidden: false })).toContain('routes');
  expect(screensToRefresh(traffic, { path: '/routes/a', hidden: false })).not.toContain('routes');
  expect(screensToRefresh(traffic, { path: '/routes/a', hidden: false })).toContain('route');
  expect(screensToRefresh(['config'], { path: '/routes/a', hidden: false })).toContain('routes');
  expect(screensToRefresh([...traffic, 'config'], { path: '/', hidden: true })).toEqual([]);
});
