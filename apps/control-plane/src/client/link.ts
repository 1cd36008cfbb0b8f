import { createTRPCClient, createWSClient, httpBatchLink, httpLink, splitLink, wsLink } from '@trpc/client';
import type { AppRouter } from '../server/trpc/app-router.ts';
import { fetchInTime } from './fetch-in-time.ts';

const reconnectDelayMaxMs = 5_000;
const keepAliveMs = 5_000;
const pongTimeoutMs = 2_000;

/** Questions that are judged in a thread of their own; in a batch they would hold up all the others. */
const slow: ReadonlySet<string> = new Set(['rules.preview', 'rules.suggestions']);

/** Questions and verbs go over HTTP in batches; only the subscription needs the socket. */
export function createClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: wsLink({
          client: createWSClient({
            url: () =>
              `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/api/live`,
            lazy: { enabled: true, closeMs: 1_000 },
            retryDelayMs: (attempt) => Math.min(reconnectDelayMaxMs, 250 * 2 ** attempt),
            keepAlive: { enabled: true, intervalMs: keepAliveMs, pongTimeoutMs },
          }),
        }),
        false: splitLink({
          condition: ({ path }) => slow.has(path),
          true: httpLink({ url: '/api/trpc', fetch: fetchInTime }),
          false: httpBatchLink({ url: '/api/trpc', maxURLLength: 4_000, fetch: fetchInTime }),
        }),
      }),
    ],
  });
}
