import type { RulesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export async function rulesScreen(_context: ServerContext): Promise<RulesScreen> {
  throw new Error('being written');
}
