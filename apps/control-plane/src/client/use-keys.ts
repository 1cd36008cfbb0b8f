'use client';

import { useEffect, useEffectEvent } from 'react';

/** What each key does; a chord is two keys with a blank, such as `g r`. */
export type KeyMap = Record<string, () => void>;

const chordWithinMs = 1_000;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}

/** Listens on the document while mounted, but not while someone types or a dialog is open. */
export function useKeys(keys: KeyMap) {
  const act = useEffectEvent((name: string) => {
    const action = keys[name];
    action?.();
    return action !== undefined;
  });
  useEffect(() => {
    let first = { key: '', atMs: 0 };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      const chord = event.timeStamp - first.atMs < chordWithinMs ? `${first.key} ${event.key}` : '';
      first = { key: event.key, atMs: event.timeStamp };
      if ((chord && act(chord)) || act(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
