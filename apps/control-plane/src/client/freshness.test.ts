import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { freshnessStore, isStale } from './freshness.ts';
import { screensToRefresh } from './live-topics.ts';

test('figures whose next question fails are known to be old since they last came', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const store = freshnessStore(client);
  let down = false;
  const options = {
    queryKey: ['screen'],
    queryFn: () => (down ? Promise.reject(new Error('down')) : Promise.resolve(1)),
  };
  const observer = new QueryObserver(client, options);
  const stop = observer.subscribe(() => {});
  await observer.refetch();
  expect(store.read().unansweredSinceMs).toBeNull();
  const { dataUpdatedAt } = observer.getCurrentResult();
  down = true;
  await observer.refetch();
  expect(store.read().unansweredSinceMs).toBe(dataUpdatedAt);
  down = false;
  await observer.refetch();
  expect(store.read().unansweredSinceMs).toBeNull();
  stop();
});

test('one failure that is repaired at once is not called stale', () => {
  expect(isStale(1_000, 2_000)).toBe(false);
  expect(isStale(1_000, 60_000)).toBe(true);
  expect(isStale(null, 60_000)).toBe(false);
});

test('a change of the configuration refreshes every screen, a tally not that of the instances', () => {
  expect(screensToRefresh(['config']).sort()).toEqual(['deltas', 'instances', 'routes', 'rules']);
  expect(screensToRefresh(['tallies', 'deltas'])).not.toContain('instances');
});
