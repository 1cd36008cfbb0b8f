import type { Metadata } from 'next';
import { DeltaClient } from './client.tsx';

export const metadata: Metadata = { title: 'Delta' };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DeltaClient id={id} />;
}
