import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingFace } from '../../components/ui/faces.tsx';
import { PoliciesClient } from './client.tsx';

export const metadata: Metadata = { title: 'Policies · Delta Guard' };

export default function Page() {
  return (
    <Suspense fallback={<LoadingFace what="policies" />}>
      <PoliciesClient />
    </Suspense>
  );
}
