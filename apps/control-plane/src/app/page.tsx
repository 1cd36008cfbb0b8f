import { Suspense } from 'react';
import { LoadingFace } from '../components/ui/faces.tsx';
import { RoutesClient } from './client.tsx';

export default function Page() {
  return (
    <Suspense fallback={<LoadingFace what="routes" />}>
      <RoutesClient />
    </Suspense>
  );
}
