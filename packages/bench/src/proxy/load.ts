/** A load of one kind of request over keep-alive connections. */
export interface Load {
  port: number;
  clients: number;
  durationMs: number;
  /**
   * `open`: so many requests a second, whether or not those before are answered. `closed`: each client asks again so
   * long after its answer.
   */
  pace: { kind: 'open'; perSecond: number } | { kind: 'closed'; thinkMs: number };
}

export interface LoadResult {
  answered: number;
  /** Answers other than 200, and connections that broke. */
  failed: number;
  /** Due but not answered when the time was over and a grace of 2 s as well. */
  unanswered: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** The value below which such a share of the sorted values lies; NaN of none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
