import type { Event, Stage, Tally } from '@delta-guard/protocol';
import { Histogram } from './histogram.ts';

/** Counts of one route at one stage since the proxy began. */
export interface RouteCounts {
  routeId: string;
  stage: Stage;
  requests: number;
  fallbacks: number;
  matches: number;
  mismatches: number;
  notCompared: Map<string, number>;
}

const boundsMs = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];
const overheadBoundsMs = [-100, -10, -5, -1, 0, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000];

/** What the tallies of all seconds add up to. It costs nothing per request: the tallies are made anyway. */
export class TrafficMetrics {
  readonly #routes = new Map<string, RouteCounts>();
  readonly legacy = new Histogram(boundsMs);
  readonly candidate = new Histogram(boundsMs);
  readonly overhead = new Histogram(overheadBoundsMs);
  readonly added = new Histogram(boundsMs);
  /** Requests that no route matches. */
  unmatched = 0;

  get routes(): readonly RouteCounts[] {
    return [...this.#routes.values()];
  }

  add(events: readonly Event[]): void {
    for (const event of events) {
      if (event.type === 'tally') this.#addTally(event);
      else if (event.type === 'discovered') this.unmatched += event.count;
    }
  }

  /** Forgets routes that are gone, so that labels stay as many as routes. */
  keep(routeIds: ReadonlySet<string>): void {
    for (const [key, { routeId }] of this.#routes) if (!routeIds.has(routeId)) this.#routes.delete(key);
  }

  #addTally(tally: Tally): void {
    const counts = this.#countsOf(tally.routeId, tally.stage);
    counts.requests += tally.requests;
    counts.fallbacks += tally.fallbacks;
    counts.matches += tally.matches;
    counts.mismatches += tally.mismatches;
    for (const [reason, count] of Object.entries(tally.notCompared)) {
      counts.notCompared.set(reason, (counts.notCompared.get(reason) ?? 0) + (count ?? 0));
    }
    this.legacy.add(tally.legacyMs);
    this.candidate.add(tally.candidateMs);
    this.overhead.add(tally.overheadMs);
    this.added.add(tally.addedMs);
  }

  #countsOf(routeId: string, stage: Stage): RouteCounts {
    const key = `${routeId} ${stage}`;
    let counts = this.#routes.get(key);
    if (counts === undefined) {
      counts = {
        routeId,
        stage,
        requests: 0,
        fallbacks: 0,
        matches: 0,
        mismatches: 0,
        notCompared: new Map(),
      };
      this.#routes.set(key, counts);
    }
    return counts;
  }
}
