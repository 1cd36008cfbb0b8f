import type { Metadata } from 'next';
import { InstancesClient } from './client.tsx';

export const metadata: Metadata = { title: 'Instances · Delta Guard' };

export default function Page() {
  return <InstancesClient />;
}
