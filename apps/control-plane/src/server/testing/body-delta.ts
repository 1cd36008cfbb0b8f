import { type ComparableResponse, compareResponses, noRules } from '@delta-guard/compare';
import type { Delta } from '@delta-guard/protocol';
import { deltaOf } from './events.ts';

const encoder = new TextEncoder();
const json: [string, string][] = [['content-type', 'application/json']];

/** A delta of two JSON bodies with what the engine finds in them, as a proxy would send it. */
export function bodyDelta(
  at: Pick<Delta, 'routeId' | 'revision'> & Partial<Delta>,
  legacy: unknown,
  candidate: unknown,
): Delta {
  const [left, right] = [JSON.stringify(legacy), JSON.stringify(candidate)];
  const comparison = compareResponses(comparable(left), comparable(right), noRules);
  if (comparison.verdict !== 'mismatch') throw new Error('the test’s own bodies do not differ');
  const { differences, differencesTotal, signatures } = comparison;
  const response = (text: string) => ({
    status: 200,
    headers: json,
    body: { bytesTotal: text.length, truncated: false, bytes: { text } },
    timeMs: 2,
  });
  return deltaOf({
    legacy: response(left),
    candidate: response(right),
    differences,
    differencesTotal,
    signatures,
    ...at,
  });
}

function comparable(text: string): ComparableResponse {
  return { status: 200, headers: json.flat(), body: encoder.encode(text) };
}
