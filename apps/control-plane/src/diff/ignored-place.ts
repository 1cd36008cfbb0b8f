import { type ComparableResponse, compareResponses, compileRules, type Rule } from '@delta-guard/compare';
import type { Difference } from '@delta-guard/protocol';
import { pathSegments } from './json-path.ts';

/** Elements that stand behind the one asked for, so that a rule for the last one does not take it for that. */
const elementsBehind = 2;

/** An index above this would make a document too large to be worth it; no rule then binds the place. */
const indexMax = 10_000;

const encoder = new TextEncoder();

/**
 * Whether a rule ignores the place of a difference, whatever stands there: two documents that hold nothing but this
 * place, with values that differ in everything, are the same under the rules.
 */
export function isPlaceIgnored(
  difference: Pick<Difference, 'place' | 'path'>,
  rules: readonly Rule[],
): boolean {
  const ignoring = rules
    .filter(({ action }) => action.do === 'ignore')
    .map((rule) => ({ ...rule, routeId: null }));
  if (ignoring.length === 0) return false;
  const compiled = compileRules(ignoring, { routeId: '' });
  const legacy = holding(difference, { word: 'legacy', status: 200 });
  const candidate = holding(difference, { word: 'candidate', status: 500 });
  if (!compiled.ok || legacy === null || candidate === null) return false;
  return compareResponses(legacy, candidate, compiled.rules).verdict === 'match';
}

interface Stand {
  word: string;
  status: number;
  /** What a body holds there; else the word. */
  json?: string;
}

/** A response that holds nothing but the place of a difference; null for a place that is no plain path. */
export function holding(
  { place, path }: Pick<Difference, 'place' | 'path'>,
  { word, status, json = JSON.stringify(word) }: Stand,
): ComparableResponse | null {
  const empty = { status: 200, headers: [], body: new Uint8Array() };
  switch (place) {
    case 'status':
      return { ...empty, status };
    case 'header':
      return { ...empty, headers: [path, word] };
    case 'cookie': {
      const [name = '', attribute] = path.split('; ', 2);
      const line = attribute === undefined ? `${name}=${word}` : `${name}=x; ${attribute}=${word}`;
      return { ...empty, headers: ['set-cookie', line] };
    }
    case 'body': {
      const text = documentOf(path, json);
      const headers = ['content-type', 'application/json'];
      return text === null ? null : { ...empty, headers, body: encoder.encode(text) };
    }
  }
}

/** A JSON text with `json` at the path and nothing else of meaning; null for what is no plain path. */
function documentOf(path: string, json: string): string | null {
  const segments = pathSegments(path);
  if (segments === null) return null;
  return segments.reduceRight<string | null>((inner, segment) => {
    if (inner === null) return null;
    if (typeof segment === 'string') return `{${JSON.stringify(segment)}:${inner}}`;
    if (segment > indexMax) return null;
    const before = 'null,'.repeat(segment);
    return `[${before}${inner}${',null'.repeat(elementsBehind)}]`;
  }, json);
}
