import type { ServerContext } from '../context.ts';

export interface ExportFilter {
  route?: string | undefined;
  signature?: string | undefined;
  from?: Date | undefined;
  /** Not included. */
  to?: Date | undefined;
}

/** Gives lines, in pages of bounded size. What changes meanwhile may be in it or not. */
export type Exporter = (context: ServerContext, filter: ExportFilter) => AsyncGenerator<string>;

export const earliest = new Date(0);
export const latest = new Date('9999-12-31T23:59:59Z');

/** The routes that an export goes through one after the other, removed ones too: their evidence stays. */
export async function routesOf(
  { db, gatewayId }: ServerContext,
  { route }: ExportFilter,
): Promise<{ id: string; label: string }[]> {
  const rows = await db.route.findMany({
    where: { gatewayId, ...(route === undefined ? {} : { id: route }) },
    select: { id: true, method: true, template: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, method, template }) => ({ id, label: `${method} ${template}` }));
}
