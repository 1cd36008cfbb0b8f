import { test } from 'vitest';
import { checkByteEquality } from '../testing/check-byte-equality.ts';

/** Another seed each day, told by a failure, so that the runs of a month see what one cannot. */
const seed = Math.floor(Date.now() / 86_400_000);

test('P1 over eight thousand generated exchanges, bodies of up to 5 MB', async () => {
  await checkByteEquality({ count: 8_000, seed, proxies: 1 });
});

test('P1 over two thousand more, by TLS from the client and to the legacy', async () => {
  await checkByteEquality({ count: 2_000, seed: seed + 2, proxies: 1, tls: true });
});

test('P1 with a second proxy in the chain, over a thousand', async () => {
  await checkByteEquality({ count: 1_000, seed: seed + 1, proxies: 2 });
});
