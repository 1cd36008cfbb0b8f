import type { Database } from '@delta-guard/db';

/** Rows of one transaction, and transactions of one run. */
const rowsMax = 2_000;
const passesMax = 50;

/** Lets go of all but the newest samples of each signature. A sample stays as long as one of its signatures wants it. */
export async function trimSignatures(db: Database, perSignature: number): Promise<number> {
  const crowded = await db.$queryRaw<{ id: string }[]>`
    select signature_id as id from delta_signature group by signature_id having count(*) > ${perSignature}`;
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
    const links = await tx.$queryRaw<{ id: string; at: Date }[]>`
      with surplus as (
        select delta_id, signature_id, at from delta_signature where signature_id = ${signatureId}::uuid
        order by at desc, delta_id desc offset ${perSignature} limit ${rowsMax}
      )
      delete from delta_signature link using surplus
      where link.delta_id = surplus.delta_id and link.signature_id = surplus.signature_id and link.at = surplus.at
      returning link.delta_id as id, link.at`;
    if (links.length === 0) return 0;
    await tx.$executeRaw`
      delete from delta using json_to_recordset(${JSON.stringify(links)}::json) as link(id uuid, at timestamptz)
      where delta.id = link.id and delta.at = link.at and not exists (
        select from delta_signature other where other.delta_id = link.id and other.at = link.at
      )`;
    return links.length;
  });
}
