import type { Transaction } from '@delta-guard/db';
import type { Policy } from '@delta-guard/gate';
import { type NotComparedReason, notComparedReasons } from '@delta-guard/protocol';
import { z } from 'zod';
import type { EpochCause } from '../../contract.ts';
import { epochCauses } from '../../contract.ts';
import { type EpochToWindow, loadWindows } from './route-windows.ts';
import type { WindowSum } from './window-from.ts';

/** The running epoch of a route as the database has it. */
export interface EpochRecord {
  id: string;
  ordinal: number;
  startedAtMs: number;
  startedBy: EpochCause;
  requests: number;
  eligible: number;
  comparisons: number;
  mismatches: number;
  notCompared: Partial<Record<NotComparedReason, number>>;
  latencyPairs: number;
  latencyExceedances: number;
  otherSignatures: number;
  fallbacks: number;
  /** From this revision on its rules and policy hold. */
  rulesRevision: number;
  /** The build that it is of; null as long as none was named. */
  build: string | null;
  controlComparisons: number;
  /** Null where no tally told any. */
  distinctTargets: number | null;
  /** The most comparisons that one target can have had. */
  largestTarget: number | null;
  /** Hours since 1970 with comparisons, of the last day at least. */
  hoursSeen: readonly number[];
  /** What is summed up from the second on that its window may begin with. */
  windowSum: WindowSum;
}

export interface RouteEvidence {
  epoch: EpochRecord | null;
  window: WindowSum;
  /** Hours of the last 24 with comparisons; undefined where the policy does not ask. */
  hoursWithComparisons: number | undefined;
}

/** A route and what its policy asks. */
interface Asking {
  id: string;
  thresholds: Policy;
}

const notComparedSchema = z.partialRecord(z.enum(notComparedReasons), z.number());

/** The running epochs and windows of routes, by route. */
export async function loadEvidence(
  tx: Transaction,
  routes: readonly Asking[],
  nowMs: number,
): Promise<Map<string, RouteEvidence>> {
  const epochs = await loadOpenEpochs(
    tx,
    routes.map(({ id }) => id),
  );
  const windows = await loadWindows(
    tx,
    routes.flatMap((route) => toWindow(route, epochs.get(route.id))),
  );
  return new Map(
    routes.map(({ id, thresholds }) => {
      const epoch = epochs.get(id) ?? null;
      const window = windows.get(id) ?? shortWindow(epoch, thresholds.windowSize);
      const asked = epoch !== null && thresholds.conditions.includes('spread');
      return [id, { epoch, window, hoursWithComparisons: asked ? lastHours(epoch, nowMs) : undefined }];
    }),
  );
}

/** Only of an epoch that outgrew its window and has mismatches are tallies read, those where its window begins. */
function toWindow({ id, thresholds }: Asking, epoch: EpochRecord | undefined): EpochToWindow[] {
  const size = thresholds.windowSize;
  if (!epoch || epoch.comparisons <= size || epoch.mismatches === 0) return [];
  return [{ routeId: id, epochId: epoch.id, size, ...epoch.windowSum }];
}

function shortWindow(epoch: EpochRecord | null, size: number): WindowSum {
  return { comparisons: Math.min(epoch?.comparisons ?? 0, size), mismatches: epoch?.mismatches ?? 0 };
}

const epochSelect = {
  id: true,
  routeId: true,
  ordinal: true,
  startedAt: true,
  startedBy: true,
  requests: true,
  eligible: true,
  comparisons: true,
  mismatches: true,
  notCompared: true,
  latencyPairs: true,
  latencyExceedances: true,
  otherSignatures: true,
  fallbacks: true,
  rulesRevision: true,
  build: true,
  controlComparisons: true,
  distinctTargets: true,
  largestTarget: true,
  hoursSeen: true,
  windowComparisons: true,
  windowMismatches: true,
} as const;

async function loadOpenEpochs(tx: Transaction, routeIds: string[]): Promise<Map<string, EpochRecord>> {
  const rows = await tx.epoch.findMany({
    where: { routeId: { in: routeIds }, endedAt: null },
    select: epochSelect,
  });
  return new Map(
    rows.map((row) => [
      row.routeId,
      {
        id: row.id,
        ordinal: row.ordinal,
        startedAtMs: row.startedAt.getTime(),
        startedBy: z.enum(epochCauses).parse(row.startedBy),
        requests: Number(row.requests),
        eligible: Number(row.eligible),
        comparisons: Number(row.comparisons),
        mismatches: Number(row.mismatches),
        notCompared: notComparedSchema.parse(row.notCompared),
        latencyPairs: Number(row.latencyPairs),
        latencyExceedances: Number(row.latencyExceedances),
        otherSignatures: Number(row.otherSignatures),
        fallbacks: Number(row.fallbacks),
        rulesRevision: Number(row.rulesRevision),
        build: row.build,
        controlComparisons: Number(row.controlComparisons),
        distinctTargets: row.distinctTargets === null ? null : Number(row.distinctTargets),
        largestTarget: row.largestTarget === null ? null : Number(row.largestTarget),
        hoursSeen: row.hoursSeen,
        windowSum: {
          comparisons: Number(row.windowComparisons),
          mismatches: Number(row.windowMismatches),
        },
      },
    ]),
  );
}

/** This hour and the 23 before it, those with comparisons. */
function lastHours({ hoursSeen }: EpochRecord, nowMs: number): number {
  const thisHour = Math.floor(nowMs / 3_600_000);
  return hoursSeen.filter((hour) => hour > thisHour - 24 && hour <= thisHour).length;
}
