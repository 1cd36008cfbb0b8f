/** How much the bench makes. */
export interface Amounts {
  routes: number;
  /** Days of hours, of which the newest are kept as minutes. */
  hourDays: number;
  minuteDays: number;
  deltas: number;
}

export const dayS = 86_400;
export const signaturesPerRoute = 20;
export const epochsPerRoute = 8;
export const sampleDays = 30;

/** 1 is two years of 200 routes and 5 million deltas. */
export function amountsOf(scale: number): Amounts {
  const side = Math.sqrt(scale);
  return {
    routes: Math.max(4, Math.round(200 * side)),
    hourDays: Math.max(1, Math.round(730 * side)),
    minuteDays: Math.max(1, Math.round(30 * side)),
    deltas: Math.round(5_000_000 * scale),
  };
}

/** A route as the rows of the bench name it, with the ids as `COPY` takes them. */
export interface MadeRoute {
  id: Buffer;
  /** Oldest first; the last one runs. */
  epochs: { id: Buffer; fromS: number }[];
  signatures: Buffer[];
}
