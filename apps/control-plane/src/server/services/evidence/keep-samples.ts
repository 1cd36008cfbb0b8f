import type { Change } from '../change.ts';

/** Of one move: the signatures with most mismatches, and of each the newest samples. */
const signaturesMax = 20;
const perSignature = 2;
/** Clocks of instances are not the database's. */
const clocksApart = '1 hour';

/** Copies samples of the running epoch to where retention does not reach, as part of the evidence of a move. */
export async function keepSamples(
  { tx, actor, now }: Change,
  move: { evidenceId: string; routeId: string; words: string },
): Promise<void> {
  const samples = await tx.$queryRaw<{ id: string }[]>`
    with running as (
      select id, ordinal, started_at from epoch where route_id = ${move.routeId}::uuid and ended_at is null
    ), worst as (
      select signature_id, running.id as epoch_id, ordinal, started_at from running
      join signature_count on epoch_id = running.id where count > 0
      order by count desc, signature_id limit ${signaturesMax}
    ), sample as (
      select distinct on (newest.id) newest.*, ordinal from worst cross join lateral (
        select delta.id, delta.route_id, delta.spool_id, delta.at, delta.payload
        from delta_signature link join delta on delta.id = link.delta_id and delta.at = link.at
        where link.signature_id = worst.signature_id and delta.epoch_id = worst.epoch_id
          and link.at >= worst.started_at - ${clocksApart}::interval
        order by link.at desc, link.delta_id desc limit ${perSignature}
      ) newest order by newest.id
    ), copied as (
      insert into kept_delta (id, route_id, epoch_ordinal, instance, at, payload, kept_at, kept_by, reason)
      select sample.id, sample.route_id, ordinal, spool.instance, sample.at, sample.payload, ${now}, ${actor}, ${move.words}
      from sample join spool on spool.id = spool_id
      on conflict (id) do nothing
    )
    select id from sample`;
  await tx.evidenceDelta.createMany({
    data: samples.map(({ id }) => ({ evidenceId: move.evidenceId, deltaId: id })),
  });
}
