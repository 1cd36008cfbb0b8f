'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { createClient } from './link.ts';
import { LiveProvider } from './live.tsx';
import { isRefused } from './query-error.ts';
import { TRPCProvider } from './trpc.ts';

const pollMs = 10_000;
const retriesMax = 2;

function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchInterval: pollMs,
        staleTime: 1_000,
        retry: (failures, error) => !isRefused(error) && failures < retriesMax,
        retryDelay: (attempt) => Math.min(3_000, 500 * 2 ** attempt),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(createClient);
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          <NuqsAdapter>
            <Tooltip.Provider delayDuration={250} skipDelayDuration={100}>
              <LiveProvider>{children}</LiveProvider>
            </Tooltip.Provider>
          </NuqsAdapter>
        </TRPCProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
