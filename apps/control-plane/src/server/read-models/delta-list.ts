import { z } from 'zod';
import type { DeltaList } from '../../contract.ts';
import type { ServerContext } from '../context.ts';

export const deltaListInput = z.strictObject({
  routeId: z.uuid(),
  signatureId: z.uuid().optional(),
  cursor: z.string().max(128).optional(),
});
export type DeltaListInput = z.infer<typeof deltaListInput>;

export async function deltaList(_context: ServerContext, _input: DeltaListInput): Promise<DeltaList> {
  throw new Error('being written');
}
