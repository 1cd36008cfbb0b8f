import { signatureKey } from '@delta-guard/compare';
import { limits, type Signature } from '@delta-guard/protocol';

const hourMs = 3_600_000;

interface KnownRoute {
  /** Deltas kept this hour, by signature. */
  kept: Map<string, number>;
}

export interface Registered {
  /** Told apart: within the route's cap. */
  signatures: Signature[];
  /** Past the cap. */
  others: number;
  /** Whether this exchange is to be kept as a delta. */
  keep: boolean;
}

/** Knows the signatures of each route in the present hour: which are told apart, and which still want samples. */
export class SignatureRegister {
  readonly #nowMs: () => number;
  readonly #deltasPerHour: number;
  #routes = new Map<string, KnownRoute>();
  #hour = 0;

  constructor(nowMs: () => number, deltasPerHour: number) {
    this.#nowMs = nowMs;
    this.#deltasPerHour = deltasPerHour;
  }

  register(routeId: string, found: readonly Signature[]): Registered {
    const { kept } = this.#route(routeId);
    const signatures: Signature[] = [];
    let keep = false;
    for (const signature of found) {
      const key = signatureKey(signature);
      const count = kept.get(key);
      if (count === undefined && kept.size >= limits.signaturesPerRouteMax) continue;
      if (count === undefined) kept.set(key, 0);
      signatures.push(signature);
      if ((count ?? 0) < this.#deltasPerHour) keep = true;
    }
    for (const signature of signatures) {
      const key = signatureKey(signature);
      kept.set(key, (kept.get(key) ?? 0) + (keep ? 1 : 0));
    }
    return { signatures, others: found.length - signatures.length, keep };
  }

  #route(routeId: string): KnownRoute {
    const hour = Math.floor(this.#nowMs() / hourMs);
    if (hour > this.#hour) {
      this.#routes = new Map();
      this.#hour = hour;
    }
    let route = this.#routes.get(routeId);
    if (route === undefined) {
      route = { kept: new Map() };
      this.#routes.set(routeId, route);
    }
    return route;
  }
}
