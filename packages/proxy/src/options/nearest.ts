/** The name that a mistyped one most likely stands for; null where none is near. */
export function nearest(typed: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = (typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3))) + 1;
  for (const name of names) {
    const edits = plain(name) === plain(typed) ? 0 : editDistance(typed.slice(0, 64), name);
    if (edits >= fewest) continue;
    best = name;
    fewest = edits;
  }
  return best;
}

/** `trusted-proxies` and `trusted_proxies` are `trustedProxies`. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}

/** Letters to add, remove or change to make one of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
