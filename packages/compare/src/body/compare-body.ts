import type { ComparableResponse } from '../comparison.ts';
import { parseContentType } from '../headers/content-type.ts';
import { showBytes } from '../show-value.ts';
import type { BodyContext, GaveUp } from './body-context.ts';
import { compareJson } from './compare-json.ts';
import { compareBytes, compareText, firstDifference, isText } from './compare-text.ts';

/** Compares two bodies as what they are. */
export function compareBody(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  context: BodyContext,
): GaveUp {
  const [a, b] = [legacy.body, candidate.body];
  if (a.length === b.length && firstDifference(a, b) === a.length) return null;
  if (a.length === 0 || b.length === 0) {
    addEmpty(a, b, context);
    return null;
  }
  if (isJson(legacy) && isJson(candidate)) return compareJson(a, b, context);
  if (isText(a) && isText(b)) compareText(a, b, context);
  else compareBytes(a, b, context);
  return null;
}

/** One side has a body and the other none. */
function addEmpty(a: Uint8Array, b: Uint8Array, { rules, findings }: BodyContext): void {
  const { ignoring } = rules.root;
  for (const rule of ignoring) findings.hit(rule.id);
  if (ignoring.length > 0) return;
  findings.add({
    place: 'body',
    path: '$',
    kind: a.length === 0 ? 'extra' : 'missing',
    why: null,
    legacy: a.length === 0 ? null : showBytes(a, 0, a.length),
    candidate: b.length === 0 ? null : showBytes(b, 0, b.length),
  });
}

/** Says JSON, or looks like it. */
function isJson(response: ComparableResponse): boolean {
  const { media } = parseContentType(headerOf(response, 'content-type'));
  if (/^(?:application|text)\/(?:json|[^/]+\+json)$/.test(media)) return true;
  const first = response.body.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}

function headerOf(response: ComparableResponse, name: string): string {
  for (let at = 0; at + 1 < response.headers.length; at += 2) {
    if (response.headers[at]?.toLowerCase() === name) return response.headers[at + 1] ?? '';
  }
  return '';
}
