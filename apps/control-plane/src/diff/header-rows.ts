import { defaultIgnoredHeaders } from '@delta-guard/compare';
import type { Difference } from '@delta-guard/protocol';
import type { RowMark } from './row.ts';

type Headers = readonly (readonly [string, string])[];

export interface HeaderRow {
  /** Lower case. */
  name: string;
  legacy: string | null;
  candidate: string | null;
  /** `notCompared`: differs, and headers of this name never count. */
  state: 'same' | 'differs' | 'tolerated' | 'notCompared';
  marks: RowMark[];
}

export interface CookieRow {
  /** The cookie, or `name; attribute`. */
  name: string;
  legacy: string | null;
  candidate: string | null;
  mark: RowMark;
}

export interface HeaderRows {
  headers: HeaderRow[];
  cookies: CookieRow[];
}

const neverCounted = new Set(defaultIgnoredHeaders);

/** Headers of both sides by name, differing ones first, with their differences; cookies that differ apart. */
export function headerRows(
  legacy: Headers,
  candidate: Headers,
  differences: readonly Difference[],
): HeaderRows {
  const left = byName(legacy);
  const right = byName(candidate);
  const headers = [...new Set([...left.keys(), ...right.keys()])].map((name) =>
    headerRow(name, [left.get(name) ?? null, right.get(name) ?? null], differences),
  );
  const rank = { differs: 0, tolerated: 1, same: 1, notCompared: 1 } as const;
  return {
    headers: headers.sort((a, b) => rank[a.state] - rank[b.state]),
    cookies: differences.filter(({ place }) => place === 'cookie').map(cookieRow),
  };
}

function headerRow(
  name: string,
  [legacy, candidate]: [string | null, string | null],
  differences: readonly Difference[],
): HeaderRow {
  const marks = differences
    .filter((difference) => difference.place === 'header' && difference.path.toLowerCase() === name)
    .map(({ kind, why }) => ({ kind, why }));
  const cookies = name === 'set-cookie' && differences.some(({ place }) => place === 'cookie');
  const state =
    marks.length > 0 || cookies
      ? 'differs'
      : legacy === candidate
        ? 'same'
        : neverCounted.has(name)
          ? 'notCompared'
          : 'tolerated';
  return { name, legacy, candidate, state, marks };
}

function cookieRow({ path, legacy, candidate, kind, why }: Difference): CookieRow {
  return { name: path, legacy, candidate, mark: { kind, why } };
}

function byName(headers: Headers): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const known = lines.get(key);
    lines.set(
      key,
      known === undefined ? value.trim() : `${known}${key === 'set-cookie' ? '\n' : ', '}${value.trim()}`,
    );
  }
  return lines;
}
