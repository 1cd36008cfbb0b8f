const held: unknown[] = new Array(16).fill(null);
let next = 0;

/** Keeps a result reachable, so that the engine cannot prove it unused and drop the work that made it. */
export function swallow(value: unknown): void {
  held[next & 15] = value;
  next += 1;
}

/** Results swallowed so far. */
export function swallowed(): number {
  return next;
}
