import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { Prisma } from '@delta-guard/db';
import type { ServerContext } from '../context.ts';
import { type ExportFilter, earliest, latest, routesOf } from './export-filter.ts';

const inflate = promisify(inflateRaw);
const payloadBytesMax = 64 * 1024 * 1024;
/** Few, since each may be as large as a frame. */
const pageSize = 20;

/**
 * Samples as they crossed the wire, by route, oldest first, those that outlived retention among them: what `delta-guard replay` reads.
 */
export async function* exportDeltas(context: ServerContext, filter: ExportFilter): AsyncGenerator<string> {
  for (const { id } of await routesOf(context, filter)) {
    let after = { at: filter.from ?? earliest, id: '00000000-0000-0000-0000-000000000000' };
    for (;;) {
      const rows = await readPage(context, { ...filter, route: id }, after);
      for (const { payload } of rows) {
        // Its text has no line breaks: JSON writes them as escapes.
        yield `${(await inflate(payload, { maxOutputLength: payloadBytesMax })).toString('utf8')}\n`;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) break;
      after = last;
    }
  }
}

function readPage(
  { db }: ServerContext,
  { route, signature, to = latest }: ExportFilter,
  after: { id: string; at: Date },
): Promise<{ id: string; at: Date; payload: Uint8Array }[]> {
  const carries =
    signature === undefined
      ? Prisma.empty
      : Prisma.sql`and exists (select from delta_signature link where link.delta_id = delta.id and link.at = delta.at
          and link.signature_id = ${signature}::uuid)`;
  // A sample whose day is gone has no links to its signatures any more.
  const outlived =
    signature === undefined
      ? Prisma.sql`
        union all (
          select id, at, payload from kept_delta kept
          where route_id = ${route}::uuid and (at, id) > (${after.at}, ${after.id}::uuid) and at < ${to}
            and not exists (select from delta where delta.id = kept.id and delta.at = kept.at)
          order by at, id limit ${pageSize}
        )`
      : Prisma.empty;
  return db.$queryRaw`
    select * from ((
      select id, at, payload from delta where route_id = ${route}::uuid and (at, id) > (${after.at}, ${after.id}::uuid)
        and at < ${to} ${carries}
      order by at, id limit ${pageSize}
    ) ${outlived}) sample
    order by at, id limit ${pageSize}`;
}
