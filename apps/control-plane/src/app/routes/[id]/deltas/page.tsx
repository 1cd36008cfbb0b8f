import { Suspense } from 'react';
import { LoadingFace } from '../../../../components/ui/faces.tsx';
import { DeltasClient } from './client.tsx';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return (
    <Suspense fallback={<LoadingFace what="deltas" />}>
      <DeltasClient routeId={id} />
    </Suspense>
  );
}
