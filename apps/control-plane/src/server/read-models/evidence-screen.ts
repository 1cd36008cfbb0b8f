import type { EvidenceBundle } from '@delta-guard/gate';
import type { EvidenceScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { DomainError } from '../errors/domain-error.ts';

/** What one move stood on, as it was kept at that moment. */
export async function evidenceScreen(context: ServerContext, evidenceId: string): Promise<EvidenceScreen> {
  const row = await context.db.evidence.findFirst({
    where: { id: evidenceId, gatewayId: context.gatewayId },
    select: {
      id: true,
      routeId: true,
      bundle: true,
      samples: { select: { delta: { select: { id: true, at: true } } }, orderBy: { delta: { at: 'desc' } } },
    },
  });
  if (!row) throw new DomainError('evidenceNotFound', 'There is no such evidence.');
  const samples = row.samples.map(({ delta }) => ({ id: delta.id, atMs: delta.at.getTime() }));
  return { id: row.id, routeId: row.routeId, bundle: parseBundle(row.bundle), samples };
}

/** Written by `recordEvidence` and kept from change by the database, so that it is what that wrote. */
function parseBundle(stored: string): EvidenceBundle {
  return JSON.parse(stored);
}
