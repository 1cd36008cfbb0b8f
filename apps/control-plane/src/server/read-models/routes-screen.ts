import type { RoutesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export async function routesScreen(_context: ServerContext): Promise<RoutesScreen> {
  throw new Error('being written');
}
