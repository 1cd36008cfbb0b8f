import type { DeltaScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export async function deltaScreen(
  _context: ServerContext,
  _input: { deltaId: string },
): Promise<DeltaScreen> {
  throw new Error('being written');
}
