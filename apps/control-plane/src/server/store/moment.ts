const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59);

/** A moment that the database can hold, whatever number a proxy's clock came to. */
export function toMoment(unixMs: number): Date {
  return new Date(Math.min(Math.max(Math.trunc(unixMs), 0), lastMs));
}
