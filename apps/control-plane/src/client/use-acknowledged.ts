'use client';

import { useMemo, useSyncExternalStore } from 'react';
import { addKeys, readKeys } from './rollback-alerts.ts';

const storageKey = 'delta-guard.acknowledged';
const listeners = new Set<() => void>();
/** What holds where the browser keeps nothing, as in a private window that forbids it. */
let unkept: string | null = null;

function read(): string | null {
  try {
    return localStorage.getItem(storageKey) ?? unkept;
  } catch {
    return unkept;
  }
}

function write(text: string): void {
  unkept = text;
  try {
    localStorage.setItem(storageKey, text);
  } catch {
    // It holds for this page only.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** What was acknowledged in this browser, the same in all its tabs; null while it is not known yet. */
export function useAcknowledged(): {
  keys: ReadonlySet<string> | null;
  acknowledge: (keys: readonly string[]) => void;
} {
  const text = useSyncExternalStore(subscribe, read, () => undefined);
  const keys = useMemo(() => (text === undefined ? null : new Set(readKeys(text))), [text]);
  return { keys, acknowledge: (more) => write(addKeys(read(), more)) };
}
