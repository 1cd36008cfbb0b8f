'use client';

import { useEffect, useState } from 'react';

/** The value once it has stood for `settleMs`; until then the last one that did. Follows the clock. */
export function useSettled(value: string, settleMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value, settleMs]);
  return settled;
}
