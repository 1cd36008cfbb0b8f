import type { InstancesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export async function instancesScreen(_context: ServerContext): Promise<InstancesScreen> {
  throw new Error('being written');
}
