'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { freshnessStore } from './freshness.ts';
import { type Screen, screensToRefresh } from './live-topics.ts';
import { useTRPC } from './trpc.ts';

export interface LiveState {
  /** Whether the control plane tells us of changes; without it the pages ask every ten seconds. */
  socket: 'connecting' | 'open' | 'lost';
  /** When the oldest figures on the page were last confirmed, if a question is failing now. */
  staleSinceMs: number | null;
}

const LiveContext = createContext<LiveState>({ socket: 'connecting', staleSinceMs: null });

export function useLive(): LiveState {
  return useContext(LiveContext);
}

/** Whether what was last heard of other machines may be said as a fact: not while the control plane is out of reach. */
export function useReached(): boolean {
  const { socket, staleSinceMs } = useLive();
  return socket !== 'lost' && staleSinceMs === null;
}

/** The one subscription of a page: each hint asks the queries of its topics again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const store = useMemo(() => freshnessStore(queryClient), [queryClient]);
  const staleSinceMs = useSyncExternalStore(store.subscribe, store.read, store.readOnServer);

  const refresh = (screens: readonly Screen[]) => {
    const filters = {
      routes: trpc.routes.screen.pathFilter(),
      route: trpc.routes.detail.pathFilter(),
      deltaList: trpc.deltas.list.pathFilter(),
      delta: trpc.deltas.detail.pathFilter(),
      rules: trpc.rules.screen.pathFilter(),
      instances: trpc.instances.pathFilter(),
    };
    for (const screen of screens) void queryClient.invalidateQueries(filters[screen]);
  };
  const { status, error } = useSubscription(
    trpc.live.changes.subscriptionOptions(undefined, {
      // What changed while nobody listened is unknown, so everything is asked again.
      onStarted: () => void queryClient.invalidateQueries(),
      onData: (hint) => {
        const { pathname: path } = window.location;
        refresh(screensToRefresh(hint.topics, { path, hidden: document.visibilityState === 'hidden' }));
      },
    }),
  );
  const socket =
    status === 'pending' ? 'open' : error === null || error === undefined ? 'connecting' : 'lost';
  const value = useMemo(() => ({ socket, staleSinceMs }) as const, [socket, staleSinceMs]);
  return <LiveContext value={value}>{children}</LiveContext>;
}
