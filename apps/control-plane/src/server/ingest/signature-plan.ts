import type { Delta, Signature } from '@delta-guard/protocol';
import { signatureDigest } from '../store/signature-digest.ts';
import type { EpochRef } from './find-epochs.ts';
import type { PlacedTally } from './store-tallies.ts';

interface SightingCounts {
  /** Mismatched exchanges. */
  count: number;
  /** Exchanges in which the control instance differed from the legacy so. */
  noise: number;
  /** Exchanges whose comparison was given up after it had been found. */
  unfinished: number;
}

const nothing: SightingCounts = { count: 0, noise: 0, unfinished: 0 };

/** A signature of one route, with what a batch says of it. */
export interface SignatureSighting {
  routeId: string;
  digest: string;
  signature: Signature;
  firstMs: number;
  lastMs: number;
  /** When it was last seen between legacy and candidate; null where only the control differed so. */
  differedMs: number | null;
  /** By epoch; all 0 where only a delta showed it. */
  counts: Map<string, SightingCounts>;
}

export interface PlacedDelta {
  spoolId: number;
  delta: Delta;
  epoch: EpochRef;
}

/** All signatures of a batch, each once, in one order for all batches. */
export function sightSignatures(
  tallies: readonly PlacedTally[],
  deltas: readonly PlacedDelta[],
): SignatureSighting[] {
  const sightings = new Map<string, SignatureSighting>();
  for (const { tally, epoch } of tallies) {
    const atMs = tally.second * 1_000;
    for (const { signature, count } of tally.signatures) {
      see(sightings, signature, { ...nothing, epoch, atMs, count, differs: true });
    }
    for (const { signature, count } of tally.noise) {
      see(sightings, signature, { ...nothing, epoch, atMs, noise: count, differs: false });
    }
    for (const { signature, count } of tally.unfinished ?? []) {
      see(sightings, signature, { ...nothing, epoch, atMs, unfinished: count, differs: false });
    }
  }
  for (const { delta, epoch } of deltas) {
    for (const signature of delta.signatures)
      see(sightings, signature, { ...nothing, epoch, atMs: delta.at, differs: true });
  }
  return [...sightings.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sighting]) => sighting);
}

function see(
  sightings: Map<string, SignatureSighting>,
  signature: Signature,
  seen: SightingCounts & { epoch: EpochRef; atMs: number; differs: boolean },
): void {
  const { routeId, id: epochId } = seen.epoch;
  const digest = signatureDigest(signature);
  const key = `${routeId} ${digest}`;
  const known = sightings.get(key);
  const sighting = known ?? {
    routeId,
    digest,
    signature,
    firstMs: seen.atMs,
    lastMs: seen.atMs,
    differedMs: null,
    counts: new Map<string, SightingCounts>(),
  };
  if (!known) sightings.set(key, sighting);
  sighting.firstMs = Math.min(sighting.firstMs, seen.atMs);
  sighting.lastMs = Math.max(sighting.lastMs, seen.atMs);
  if (seen.differs) sighting.differedMs = Math.max(sighting.differedMs ?? 0, seen.atMs);
  const before = sighting.counts.get(epochId) ?? nothing;
  sighting.counts.set(epochId, {
    count: before.count + seen.count,
    noise: before.noise + seen.noise,
    unfinished: before.unfinished + seen.unfinished,
  });
}

/**
 * Keeps the signatures told apart in an epoch within `max`: those it has already, then new ones as they come. Returns
 * what is left of each sighting, and how many mismatches of each epoch become `other`.
 */
export function capSignatures(
  sightings: readonly SignatureSighting[],
  present: { counted: ReadonlySet<string>; perEpoch: ReadonlyMap<string, number> },
  max: number,
): { kept: SignatureSighting[]; others: Map<string, number> } {
  const perEpoch = new Map(present.perEpoch);
  const others = new Map<string, number>();
  const kept: SignatureSighting[] = [];
  for (const sighting of sightings) {
    const counts = new Map<string, SightingCounts>();
    for (const [epochId, seen] of sighting.counts) {
      const told = perEpoch.get(epochId) ?? 0;
      if (present.counted.has(`${epochId} ${sighting.digest}`)) {
        counts.set(epochId, seen);
      } else if (told < max) {
        perEpoch.set(epochId, told + 1);
        counts.set(epochId, seen);
      } else {
        others.set(epochId, (others.get(epochId) ?? 0) + seen.count);
      }
    }
    if (counts.size > 0) kept.push({ ...sighting, counts });
  }
  return { kept, others };
}
