export interface WrkResult {
  answered: number;
  failed: number;
  seconds: number;
}

const unitSeconds: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };

/** Reads what wrk prints at its end. Throws where it is something else. */
export function parseWrk(text: string): WrkResult {
  const total = /(\d+) requests in ([\d.]+)(us|ms|s|m),/.exec(text);
  if (total === null) throw new Error(`not what wrk prints: ${text}`);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const broken = errors === null ? 0 : errors.slice(1).reduce((sum, count) => sum + Number(count), 0);
  return {
    answered: Number(total[1]) - bad,
    failed: bad + broken,
    seconds: Number(total[2]) * (unitSeconds[total[3] ?? ''] ?? 1),
  };
}
