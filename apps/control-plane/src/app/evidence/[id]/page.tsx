import type { Metadata } from 'next';
import { Suspense } from 'react';
import { LoadingFace } from '../../../components/ui/faces.tsx';
import { EvidenceClient } from './client.tsx';

export const metadata: Metadata = { title: 'Evidence · Delta Guard' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <Suspense fallback={<LoadingFace what="the evidence" />}>
      <EvidenceClient id={id} />
    </Suspense>
  );
}
