import { expect, onTestFinished, test } from 'vitest';
import { BalanceCache } from './balance-cache.ts';
import { accountIds } from './sample-ids.ts';
import { seedLedger } from './seed-ledger.ts';

const accountId = accountIds[0] ?? '';
const ttlMs = 1_000;

test('bookings one after the other keep the cached balance right', async () => {
  const { ledger, cache, book, finishRoundTrips } = start();
  cache.read(accountId);
  for (const amountMinor of [100n, -30n, 5n]) {
    book(amountMinor);
    await finishRoundTrips();
  }
  expect(cache.read(accountId)?.balanceMinor).toBe(ledger.data.accounts.get(accountId)?.balanceMinor);
});

test('of two concurrent bookings one is lost, until the entry runs out', async () => {
  const { ledger, cache, book, finishRoundTrips, clock } = start();
  const before = cache.read(accountId)?.balanceMinor ?? 0n;
  book(100n);
  book(30n);
  await finishRoundTrips();
  expect(ledger.data.accounts.get(accountId)?.balanceMinor).toBe(before + 130n);
  expect(cache.read(accountId)?.balanceMinor).toBe(before + 30n);
  clock.nowMs = ttlMs;
  expect(cache.read(accountId)?.balanceMinor).toBe(before + 130n);
});

test('a hold is not noticed until the entry runs out', () => {
  const { ledger, cache, clock } = start();
  cache.read(accountId);
  ledger.hold(accountId, 5_000n);
  expect(cache.read(accountId)?.heldMinor).toBe(0n);
  clock.nowMs = ttlMs;
  expect(cache.read(accountId)?.heldMinor).toBe(5_000n);
});

test('an account that is not there is not cached', () => {
  expect(start().cache.read('9999')).toBeUndefined();
});

function start() {
  const ledger = seedLedger(1);
  const clock = { nowMs: 0 };
  const waiting: (() => void)[] = [];
  const roundTrip = () => new Promise<void>((resolve) => void waiting.push(resolve));
  const cache = new BalanceCache({ ledger, ttlMs, nowMs: () => clock.nowMs, roundTrip });
  onTestFinished(() => cache.stop());
  const finishRoundTrips = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const book = (amountMinor: bigint) =>
    ledger.book(accountId, { bookedAtMs: 0, amountMinor, text: 'Transfer' });
  return { ledger, clock, cache, book, finishRoundTrips };
}
