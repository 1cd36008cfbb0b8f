import type { Transaction } from '@delta-guard/db';
import type { NotComparedReason } from '@delta-guard/protocol';
import { buildName } from './build-name.ts';
import { eligibleOf } from './fold-batch.ts';
import type { PlacedTally } from './store-tallies.ts';

interface EpochSums {
  id: string;
  requests: number;
  eligible: number;
  comparisons: number;
  mismatches: number;
  latency_pairs: number;
  latency_exceedances: number;
  other_signatures: number;
  fallbacks: number;
  control_comparisons: number;
  /** Newest second in which the build of the epoch answered. */
  build_second: number | null;
  not_compared: Partial<Record<NotComparedReason, number>>;
  /** Of the seconds that its window may hold. */
  window_comparisons: number;
  window_mismatches: number;
  /** Hours since 1970 with comparisons. */
  hours: Set<number>;
}

/** What is told of hours that are further off is of no use to anyone who asks about the last day. */
const hoursKept = { back: 25, ahead: 24 };
const hourS = 3_600;

/** Adds tallies to the counters of their epochs. Their rows are locked by this transaction already. */
export async function countEpochs(
  tx: Transaction,
  placed: readonly PlacedTally[],
  { otherSignatures, nowMs }: { otherSignatures: ReadonlyMap<string, number>; nowMs: number },
): Promise<void> {
  const thisHour = Math.floor(nowMs / 1_000 / hourS);
  const sums = sumByEpoch(placed, otherSignatures).map((sum) => ({
    ...sum,
    hours: [...sum.hours].filter(
      (hour) => hour >= thisHour - hoursKept.back && hour <= thisHour + hoursKept.ahead,
    ),
  }));
  if (sums.length === 0) return;
  await tx.$executeRaw`
    update epoch set
      requests = epoch.requests + more.requests,
      eligible = epoch.eligible + more.eligible,
      comparisons = epoch.comparisons + more.comparisons,
      mismatches = epoch.mismatches + more.mismatches,
      latency_pairs = epoch.latency_pairs + more.latency_pairs,
      latency_exceedances = epoch.latency_exceedances + more.latency_exceedances,
      other_signatures = epoch.other_signatures + more.other_signatures,
      fallbacks = epoch.fallbacks + more.fallbacks,
      control_comparisons = epoch.control_comparisons + more.control_comparisons,
      build_second = greatest(epoch.build_second, more.build_second),
      window_comparisons = epoch.window_comparisons + more.window_comparisons,
      window_mismatches = epoch.window_mismatches + more.window_mismatches,
      hours_seen = case when epoch.hours_seen @> more.hours then epoch.hours_seen else array(
        select distinct hour from unnest(epoch.hours_seen || more.hours) hour
        where hour >= ${thisHour - hoursKept.back}::int order by hour
      ) end,
      not_compared = (
        select coalesce(jsonb_object_agg(reason, total), '{}') from (
          select reason, sum(count::bigint) as total from (
            select * from jsonb_each_text(epoch.not_compared)
            union all
            select * from jsonb_each_text(more.not_compared)
          ) as both_sides(reason, count) group by reason
        ) as totals
      )
    from json_to_recordset(${JSON.stringify(sums)}::json) as more(id uuid, requests bigint, eligible bigint,
      comparisons bigint, mismatches bigint, latency_pairs bigint, latency_exceedances bigint, other_signatures bigint,
      fallbacks bigint, control_comparisons bigint, build_second bigint, not_compared jsonb, window_comparisons bigint,
      window_mismatches bigint, hours int[])
    where epoch.id = more.id`;
}

function sumByEpoch(
  placed: readonly PlacedTally[],
  otherSignatures: ReadonlyMap<string, number>,
): EpochSums[] {
  const sums = new Map<string, EpochSums>();
  for (const { tally, epoch } of placed) {
    let sum = sums.get(epoch.id);
    if (!sum) {
      sum = nothing(epoch.id);
      sum.other_signatures = otherSignatures.get(epoch.id) ?? 0;
      sums.set(epoch.id, sum);
    }
    sum.requests += tally.requests;
    sum.eligible += eligibleOf(tally);
    sum.comparisons += tally.matches + tally.mismatches;
    sum.mismatches += tally.mismatches;
    sum.latency_pairs += tally.latencyPairs;
    sum.latency_exceedances += tally.latencyExceedances;
    sum.other_signatures += tally.otherSignatures;
    sum.fallbacks += tally.fallbacks;
    sum.control_comparisons += tally.controlComparisons;
    if (epoch.build !== null && buildName(tally.build) === epoch.build) {
      sum.build_second = Math.max(sum.build_second ?? 0, tally.second);
    }
    const comparisons = tally.matches + tally.mismatches;
    if (comparisons > 0) sum.hours.add(Math.floor(tally.second / hourS));
    if (tally.second >= epoch.windowSecond) {
      sum.window_comparisons += comparisons;
      sum.window_mismatches += tally.mismatches;
    }
    for (const reason of Object.keys(tally.notCompared) as NotComparedReason[]) {
      sum.not_compared[reason] = (sum.not_compared[reason] ?? 0) + (tally.notCompared[reason] ?? 0);
    }
  }
  return [...sums.values()];
}

function nothing(id: string): EpochSums {
  return {
    id,
    requests: 0,
    eligible: 0,
    comparisons: 0,
    mismatches: 0,
    latency_pairs: 0,
    latency_exceedances: 0,
    other_signatures: 0,
    fallbacks: 0,
    control_comparisons: 0,
    build_second: null,
    not_compared: {},
    window_comparisons: 0,
    window_mismatches: 0,
    hours: new Set(),
  };
}
