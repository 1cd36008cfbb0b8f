import type { Metadata } from 'next';
import { StorageClient } from './client.tsx';

export const metadata: Metadata = { title: 'Storage · Delta Guard' };

export default function Page() {
  return <StorageClient />;
}
