import type { ServerContext } from '../context.ts';
import { loadRules } from '../read-models/rule-rows.ts';
import type { ExportFilter } from './export-filter.ts';

/** Rules as the page shows them, newest first; with a route, those that bind it. */
export async function* exportRules(
  { db, gatewayId }: ServerContext,
  { route, from, to }: ExportFilter,
): AsyncGenerator<string> {
  for (const rule of await loadRules(db, gatewayId, route)) {
    if (from && rule.createdAtMs < from.getTime()) continue;
    if (to && rule.createdAtMs >= to.getTime()) continue;
    yield `${JSON.stringify(rule)}\n`;
  }
}
