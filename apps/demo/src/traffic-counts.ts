export interface RouteCounts {
  sent: number;
  answered: number;
  failed: number;
}

/** Since the program started. `sent` is `answered` + `failed` + `inFlight`, in total and for each route. */
export interface TrafficReport extends RouteCounts {
  inFlight: number;
  /** Due but not sent: too many were in flight, or the machine slept. */
  skipped: number;
  byRoute: Record<string, RouteCounts>;
  /** Answers by status. */
  byStatus: Record<string, number>;
  /** Why the newest failure came about. */
  lastFailure: string | null;
}

/** Counts requests. Answered is a whole answer of any status; failed is none, or a part. */
export class TrafficCounts {
  readonly #byRoute = new Map<string, RouteCounts>();
  readonly #byStatus = new Map<number, number>();
  #skipped = 0;
  #lastFailure: string | null = null;

  sent(route: string): void {
    this.#of(route).sent += 1;
  }

  answered(route: string, status: number): void {
    this.#of(route).answered += 1;
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }

  failed(route: string, reason: string): void {
    this.#of(route).failed += 1;
    this.#lastFailure = `${route}: ${reason}`;
  }

  skipped(requests: number): void {
    this.#skipped += requests;
  }

  report(): TrafficReport {
    const total = { sent: 0, answered: 0, failed: 0 };
    for (const counts of this.#byRoute.values()) {
      total.sent += counts.sent;
      total.answered += counts.answered;
      total.failed += counts.failed;
    }
    const byRoute = [...this.#byRoute].map(([route, counts]) => [route, { ...counts }] as const);
    return {
      ...total,
      inFlight: total.sent - total.answered - total.failed,
      skipped: this.#skipped,
      byRoute: Object.fromEntries(byRoute),
      byStatus: Object.fromEntries(this.#byStatus),
      lastFailure: this.#lastFailure,
    };
  }

  #of(route: string): RouteCounts {
    const counts = this.#byRoute.get(route) ?? { sent: 0, answered: 0, failed: 0 };
    this.#byRoute.set(route, counts);
    return counts;
  }
}
