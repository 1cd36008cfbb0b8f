const firstMs = 100;
const capMs = 5_000;
const slowMs = 15_000;

/** Full jitter (any time up to a doubling bound), so that instances do not come back all at once. `chance` is in [0, 1). */
export function retryDelayMs(attempt: number, chance: number): number {
  const bound = Math.min(capMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(chance * bound);
}

/** After a refusal that time alone will not heal: a wrong token, an unknown version. */
export function slowRetryDelayMs(chance: number): number {
  return Math.round(slowMs / 2 + (chance * slowMs) / 2);
}
