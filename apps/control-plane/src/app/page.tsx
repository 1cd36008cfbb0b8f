import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingFace } from '../components/ui/faces.tsx';
import { RoutesClient } from './client.tsx';

export const metadata: Metadata = { title: 'Routes · Delta Guard' };

export default function Page() {
  return (
    <Suspense fallback={<LoadingFace what="routes" />}>
      <RoutesClient />
    </Suspense>
  );
}
