import type { Transaction } from '@delta-guard/db';
import type { Tally } from '@delta-guard/protocol';
import { packSketches } from '../store/sketches.ts';
import { buildName } from './build-name.ts';
import type { EpochRef } from './find-epochs.ts';

/** A tally with the epoch that counts it. */
export interface PlacedTally {
  spoolId: number;
  seq: number;
  position: number;
  tally: Tally;
  epoch: EpochRef;
}

/** Writes the tallies as they came, keyed by their place in the stream of the spool. */
export async function storeTallies(tx: Transaction, placed: readonly PlacedTally[]): Promise<void> {
  if (placed.length === 0) return;
  const rows = JSON.stringify(placed.map(toRow));
  await tx.$executeRaw`
    insert into tally (spool_id, seq, position, route_id, epoch_id, second, revision, stage, build, requests, matches,
      mismatches, not_compared, latency_pairs, latency_exceedances, other_signatures, fallbacks, keyed, sketches)
    select spool_id, seq, position, route_id, epoch_id, second, revision, stage, build,
      requests, matches, mismatches, not_compared, latency_pairs, latency_exceedances, other_signatures, fallbacks, keyed,
      decode(sketches, 'base64')
    from json_to_recordset(${rows}::json) as t(spool_id int, seq bigint, position int, route_id uuid, epoch_id uuid, second bigint,
      revision bigint, stage text, build text, requests bigint, matches bigint, mismatches bigint, not_compared jsonb,
      latency_pairs bigint, latency_exceedances bigint, other_signatures bigint, fallbacks bigint, keyed bigint, sketches text)`;
}

function toRow({ spoolId, seq, position, tally, epoch }: PlacedTally) {
  return {
    spool_id: spoolId,
    seq,
    position,
    route_id: tally.routeId,
    epoch_id: epoch.id,
    second: tally.second,
    revision: tally.revision,
    stage: tally.stage,
    build: buildName(tally.build),
    requests: tally.requests,
    matches: tally.matches,
    mismatches: tally.mismatches,
    not_compared: tally.notCompared,
    latency_pairs: tally.latencyPairs,
    latency_exceedances: tally.latencyExceedances,
    other_signatures: tally.otherSignatures,
    fallbacks: tally.fallbacks,
    keyed: tally.keyed ?? null,
    sketches: packSketches(tally)?.toString('base64') ?? null,
  };
}
