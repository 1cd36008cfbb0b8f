import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingFace } from '../../components/ui/faces.tsx';
import { RulesClient } from './client.tsx';

export const metadata: Metadata = { title: 'Rules · Delta Guard' };

export default function Page() {
  return (
    <Suspense fallback={<LoadingFace what="rules" />}>
      <RulesClient />
    </Suspense>
  );
}
