import type { ServerContext } from '../context.ts';
import { type ExportFilter, earliest, latest } from './export-filter.ts';

const pageSize = 20;

/** Bundles of promotions and rollbacks, in the order of the moves. */
export async function* exportEvidence(
  { db, gatewayId }: ServerContext,
  { route, from = earliest, to = latest }: ExportFilter,
): AsyncGenerator<string> {
  let after = -1n;
  for (;;) {
    const rows = await db.evidence.findMany({
      where: {
        gatewayId,
        ordinal: { gt: after },
        at: { gte: from, lt: to },
        ...(route === undefined ? {} : { routeId: route }),
      },
      include: { samples: { select: { deltaId: true }, orderBy: { deltaId: 'asc' } } },
      orderBy: { ordinal: 'asc' },
      take: pageSize,
    });
    for (const { ordinal, gatewayId: _, bundle, samples: kept, ...row } of rows) {
      const samples = kept.map(({ deltaId }) => deltaId);
      yield `${JSON.stringify({ ...row, ordinal: Number(ordinal), bundle: JSON.parse(bundle), samples })}\n`;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = last.ordinal;
  }
}
