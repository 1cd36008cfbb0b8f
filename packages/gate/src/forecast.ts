/** Unix ms at which `missing` more will have come at the present rate; null where nothing comes or it takes for ever. */
export function forecastMs(nowMs: number, missing: number, perSecond: number): number | null {
  if (!(perSecond > 0)) return null;
  const atMs = nowMs + Math.ceil((Math.max(0, missing) / perSecond) * 1_000);
  return Number.isSafeInteger(atMs) ? atMs : null;
}
