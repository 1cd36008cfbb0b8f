import { expect, test } from 'vitest';
import { Breaker } from './breaker.ts';

const fresh = () => new Breaker({ failures: 5, clientsMin: 2 });

test('opens on the fifth failure in a row when two clients saw them', () => {
  const breaker = fresh();
  const clients = ['a', 'a', 'b', 'a', 'a'];
  expect(clients.map((client) => breaker.observe(true, client))).toEqual([false, false, false, false, true]);
});

test('one client alone never opens it; the next one that fails does', () => {
  const breaker = fresh();
  for (let at = 0; at < 1_000; at += 1) expect(breaker.observe(true, 'a')).toBe(false);
  expect(breaker.observe(true, 'b')).toBe(true);
});

test('an answer in between starts the count anew, clients included', () => {
  const breaker = fresh();
  for (const client of ['a', 'b', 'a', 'b']) breaker.observe(true, client);
  expect(breaker.observe(false, 'a')).toBe(false);
  expect(breaker.failuresInARow).toBe(0);
  for (let at = 0; at < 10; at += 1) expect(breaker.observe(true, 'a')).toBe(false);
});

test('an answer closes it again', () => {
  const breaker = fresh();
  for (const client of ['a', 'b', 'c', 'd', 'e']) breaker.observe(true, client);
  expect(breaker.open).toBe(true);
  breaker.observe(false, 'a');
  expect(breaker.open).toBe(false);
});

test('options that could never open are refused', () => {
  expect(() => new Breaker({ failures: 1, clientsMin: 2 })).toThrow(RangeError);
  expect(() => new Breaker({ failures: 0, clientsMin: 0 })).toThrow(RangeError);
});
