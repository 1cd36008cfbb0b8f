'use client';

import { ErrorFace } from '../components/ui/faces.tsx';

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return <ErrorFace what="this page" message={error.message || 'The page itself failed.'} onRetry={reset} />;
}
