'use client';

import { ErrorFace } from '../components/ui/faces.tsx';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const message = error instanceof Error && error.message !== '' ? error.message : 'The page itself failed.';
  return <ErrorFace what="this page" message={message} onRetry={retry} />;
}
