/** Where in a text a secret stands, and what it is called. */
export interface Hit {
  start: number;
  end: number;
  label: string;
  /** The secret itself where it is not what stands there: unescaped, decoded. */
  value?: string;
}

/** In their order, those that overlap as one: what only one of them covers is secret too. */
export function mergedHits(hits: Hit[]): Hit[] {
  if (hits.length < 2) return hits;
  const sorted = hits.sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: Hit[] = [];
  for (const hit of sorted) {
    const last = merged.at(-1);
    if (last === undefined || hit.start >= last.end) merged.push({ ...hit });
    else if (hit.end > last.end) {
      last.end = hit.end;
      delete last.value;
    }
  }
  return merged;
}
