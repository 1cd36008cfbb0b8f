import { DeltaClient } from './client.tsx';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <DeltaClient id={id} />;
}
