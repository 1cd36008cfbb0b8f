'use client';

import { useEffect, useSyncExternalStore } from 'react';

/** The control plane's clock in the browser: the screens carry its time, and the offset is kept here. */
let offsetMs = 0;
let nowMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function tick() {
  nowMs = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  if (nowMs === 0) nowMs = Date.now() + offsetMs;
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function read(): number {
  if (nowMs === 0) nowMs = Date.now() + offsetMs;
  return nowMs;
}

/** Unix ms by the control plane's clock, once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0);
}

/** Follows the control plane's clock: `serverMs` was its time when the answer came in at `receivedMs` of ours. */
export function useClockSync(serverMs: number | undefined, receivedMs: number) {
  useEffect(() => {
    if (serverMs === undefined || receivedMs === 0) return;
    offsetMs = serverMs - receivedMs;
  }, [serverMs, receivedMs]);
}
