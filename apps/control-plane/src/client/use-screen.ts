'use client';

import { useSyncExternalStore } from 'react';

interface Answer {
  data: unknown;
  error: unknown;
  dataUpdatedAt: number;
}

const never = () => () => {};

/**
 * An answer as the first rendering must see it: parts of a page come alive one after the other, and what one of them
 * has already been answered was not there when the server drew the others.
 */
export function useScreen<T extends Answer>(query: T): T {
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return alive ? query : { ...query, data: undefined, error: null };
}
