import type { Range, RouteScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export async function routeScreen(
  _context: ServerContext,
  _input: { routeId: string; range: Range },
): Promise<RouteScreen> {
  throw new Error('being written');
}
