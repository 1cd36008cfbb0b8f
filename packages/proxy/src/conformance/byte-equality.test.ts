import { test } from 'vitest';
import { checkByteEquality } from '../testing/check-byte-equality.ts';
import { keepTurnsBusy } from '../testing/keep-turns-busy.ts';

const seed = 20_261_123;

test('P1: what a client gets, and the legacy is asked, is the same with and without the proxy', async () => {
  await checkByteEquality({ count: 800, seed, proxies: 1 });
}, 300_000);

test('P1 holds over TLS, from the client and to the legacy', async () => {
  await checkByteEquality({ count: 200, seed: seed + 2, proxies: 1, tls: true });
}, 120_000);

test('P1 holds with a second proxy in the chain', async () => {
  await checkByteEquality({ count: 150, seed: seed + 1, proxies: 2 });
}, 120_000);

test('P1 holds where answers leave together', async () => {
  const end = keepTurnsBusy();
  await checkByteEquality({ count: 400, seed: seed + 3, proxies: 1 }).finally(end);
}, 120_000);
