import type { Database, Transaction } from '@delta-guard/db';

/** Rows of one transaction, and transactions of one run. */
const rowsMax = 2_000;
const passesMax = 50;

/** Lets go of all but the newest samples of each signature. A sample stays as long as one of its signatures wants it. */
export async function trimSignatures(db: Database, perSignature: number): Promise<number> {
  const crowded = await db.$queryRaw<{ id: string }[]>`
    select signature_id as id from signature_sample_count group by signature_id having sum(count) > ${perSignature}`;
  let trimmed = 0;
  for (const { id } of crowded) {
    for (let passes = 0; passes < passesMax; passes += 1) {
      const links = await trimOnce(db, id, perSignature);
      trimmed += links;
      if (links < rowsMax) break;
    }
  }
  return trimmed;
}

/** One transaction; returns how many links went. */
function trimOnce(db: Database, signatureId: string, perSignature: number): Promise<number> {
  return db.$transaction(async (tx) => {
    await lockCounts(tx, signatureId);
    const links = await tx.$queryRaw<{ id: string; at: Date }[]>`
      with surplus as (
        select delta_id, signature_id, at from delta_signature where signature_id = ${signatureId}::uuid
        order by at desc, delta_id desc offset ${perSignature} limit ${rowsMax}
      )
      delete from delta_signature link using surplus
      where link.delta_id = surplus.delta_id and link.signature_id = surplus.signature_id and link.at = surplus.at
      returning link.delta_id as id, link.at`;
    if (links.length === 0) return 0;
    const gone = JSON.stringify(links);
    await tx.$executeRaw`
      update signature_sample_count present set count = present.count - less.count from (
        select delta.epoch_id, (delta.at at time zone 'UTC')::date as day, count(*) as count
        from json_to_recordset(${gone}::json) as link(id uuid, at timestamptz)
        join delta on delta.id = link.id and delta.at = link.at group by 1, 2
      ) less
      where present.signature_id = ${signatureId}::uuid and present.epoch_id = less.epoch_id and present.day = less.day`;
    await tx.$executeRaw`
      with trimmed as (
        delete from delta using json_to_recordset(${gone}::json) as link(id uuid, at timestamptz)
        where delta.id = link.id and delta.at = link.at and not exists (
          select from delta_signature other where other.delta_id = link.id and other.at = link.at
        ) returning delta.epoch_id, delta.at
      )
      update sample_count present set count = present.count - less.count from (
        select epoch_id, (at at time zone 'UTC')::date as day, count(*) as count from trimmed group by 1, 2
      ) less
      where present.epoch_id = less.epoch_id and present.day = less.day`;
    return links.length;
  });
}

/** In the order in which ingest takes them. */
async function lockCounts(tx: Transaction, signatureId: string): Promise<void> {
  await tx.$executeRaw`
    select 1 from sample_count where epoch_id in (
      select epoch.id from signature join epoch on epoch.route_id = signature.route_id
      where signature.id = ${signatureId}::uuid
    ) order by epoch_id, day for no key update`;
  await tx.$executeRaw`
    select 1 from signature_sample_count where signature_id = ${signatureId}::uuid
    order by epoch_id, day for no key update`;
}
