import { signatureKey } from '@delta-guard/compare';
import type { NotComparedReason, Signature, Tally, TargetSketch } from '@delta-guard/protocol';
import { LatencySketch, limits } from '@delta-guard/protocol';
import type { CompiledRoute } from '../routing/compiled-config.ts';

export interface Timing {
  legacyMs: number;
  /** Null where the candidate failed: no time to show, but an exceedance. */
  candidateMs: number | null;
}

type SignatureCounts = Map<string, { signature: Signature; count: number }>;

/** Counts of one route under one config revision, stage and build in one second. */
export class TallyCell {
  readonly build: string | null;
  readonly #route: CompiledRoute;
  readonly #targets: TargetSketch | null;
  #requests = 0;
  #keyed = 0;
  #matches = 0;
  #mismatches = 0;
  #fallbacks = 0;
  #otherSignatures = 0;
  #latencyPairs = 0;
  #latencyExceedances = 0;
  readonly #notCompared = new Map<NotComparedReason, number>();
  #controlComparisons = 0;
  readonly #signatures: SignatureCounts = new Map();
  readonly #noise: SignatureCounts = new Map();
  readonly #unfinished: SignatureCounts = new Map();
  readonly #ruleHits = new Map<string, number>();
  readonly #overhead = new LatencySketch();
  readonly #added = new LatencySketch();
  readonly #legacy = new LatencySketch();
  readonly #candidate = new LatencySketch();

  constructor(route: CompiledRoute, build: string | null, targets: TargetSketch | null) {
    this.build = build;
    this.#route = route;
    this.#targets = targets;
  }

  request(addedMs: number | null): void {
    this.#requests += 1;
    if (addedMs !== null) this.#added.add(addedMs);
  }

  /** The request carried the sticky key. */
  keyed(): void {
    this.#keyed += 1;
  }

  /** The target of a comparison. */
  target(path: string): void {
    const { targetOf } = this.#route.choice;
    if (targetOf !== null) this.#targets?.add(targetOf(path));
  }

  /** The control instance was compared with the legacy. */
  control(differing: readonly Signature[]): void {
    this.#controlComparisons += 1;
    countSignatures(this.#noise, differing);
  }

  fallback(): void {
    this.#fallbacks += 1;
  }

  match(timing: Timing, ruleHits: readonly string[]): void {
    this.#matches += 1;
    this.#time(timing);
    this.#hit(ruleHits);
  }

  /** `others` is how many of the exchange's signatures are past the route's cap. */
  mismatch(
    timing: Timing,
    found: { signatures: readonly Signature[]; others: number; ruleHits: readonly string[] },
  ): void {
    this.#mismatches += 1;
    this.#otherSignatures += found.others;
    this.#time(timing);
    this.#hit(found.ruleHits);
    countSignatures(this.#signatures, found.signatures);
  }

  /** `found` is what differed where a comparison was given up. */
  notCompared(reason: NotComparedReason, found: readonly Signature[] = []): void {
    this.#notCompared.set(reason, (this.#notCompared.get(reason) ?? 0) + 1);
    countSignatures(this.#unfinished, found);
  }

  toEvent(second: number): Tally {
    return {
      type: 'tally',
      routeId: this.#route.config.id,
      second,
      revision: this.#route.revision,
      stage: this.#route.stage,
      build: this.build,
      requests: this.#requests,
      ...(this.#route.choice.carriesKey === null ? {} : { keyed: this.#keyed }),
      matches: this.#matches,
      mismatches: this.#mismatches,
      notCompared: Object.fromEntries(this.#notCompared),
      signatures: [...this.#signatures.values()],
      otherSignatures: this.#otherSignatures,
      ...(this.#unfinished.size === 0 ? {} : { unfinished: [...this.#unfinished.values()] }),
      ruleHits: [...this.#ruleHits].map(([ruleId, count]) => ({ ruleId, count })),
      latencyPairs: this.#latencyPairs,
      latencyExceedances: this.#latencyExceedances,
      overheadMs: this.#overhead.encode(),
      addedMs: this.#added.encode(),
      legacyMs: this.#legacy.encode(),
      candidateMs: this.#candidate.encode(),
      fallbacks: this.#fallbacks,
      targets: this.#targets?.take() ?? null,
      controlComparisons: this.#controlComparisons,
      noise: [...this.#noise.values()],
    };
  }

  #time({ legacyMs, candidateMs }: Timing): void {
    this.#latencyPairs += 1;
    this.#legacy.add(legacyMs);
    if (candidateMs === null) {
      this.#latencyExceedances += 1;
      return;
    }
    const overheadMs = candidateMs - legacyMs;
    this.#candidate.add(candidateMs);
    this.#overhead.add(overheadMs);
    if (overheadMs > this.#route.config.overheadLimitMs) this.#latencyExceedances += 1;
  }

  #hit(ruleHits: readonly string[]): void {
    for (const ruleId of ruleHits) this.#ruleHits.set(ruleId, (this.#ruleHits.get(ruleId) ?? 0) + 1);
  }
}

/** As many as the wire carries: what is told apart is bounded before. */
function countSignatures(counts: SignatureCounts, found: readonly Signature[]): void {
  for (const signature of found) {
    const key = signatureKey(signature);
    const known = counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (counts.size < limits.signaturesPerRouteMax) counts.set(key, { signature, count: 1 });
  }
}
