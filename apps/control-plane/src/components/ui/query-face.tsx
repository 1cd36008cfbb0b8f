'use client';

import type { ReactNode } from 'react';
import { isNotFound } from '../../client/query-error.ts';
import { ErrorFace, GoneFace, LoadingFace } from './faces.tsx';

interface Asked<T> {
  data: T | undefined;
  error: { message: string } | null;
  refetch: () => Promise<unknown>;
}

interface QueryFaceProps<T> {
  query: Asked<T>;
  what: string;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** The three faces of a question: still asked, failed, answered. Figures once shown stay when a later question fails. */
export function QueryFace<T>({ query, what, loading, children }: QueryFaceProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return loading ?? <LoadingFace what={what} />;
  if (isNotFound(query.error)) return <GoneFace message={query.error.message} />;
  return <ErrorFace what={what} message={query.error.message} onRetry={() => void query.refetch()} />;
}
