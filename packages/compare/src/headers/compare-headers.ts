import type { ComparableResponse } from '../comparison.ts';
import type { DifferenceKind } from '../difference.ts';
import type { Findings } from '../findings.ts';
import { clipPath } from '../path/write-path.ts';
import { allowingRules } from '../rules/allowed-difference.ts';
import type { RuleSet } from '../rules/compile-rules.ts';
import type { PlacedRule } from '../rules/placed-rule.ts';
import { showText } from '../show-value.ts';
import { whyTextsDiffer } from '../why/why-different.ts';
import { compareCookies } from './compare-cookies.ts';
import { normalContentType } from './content-type.ts';
import { defaultIgnoredHeaders } from './ignored-headers.ts';

const ignored = new Set(defaultIgnoredHeaders);
const none: readonly PlacedRule[] = [];

/** Compares headers by name, repeated ones as one list, and Set-Cookie by cookie and attribute. */
export function compareHeaders(
  legacy: ComparableResponse,
  candidate: ComparableResponse,
  context: { rules: RuleSet; findings: Findings },
): void {
  if (isSameInOrder(legacy.headers, candidate.headers)) return;
  const left = headerLines(legacy.headers);
  const right = headerLines(candidate.headers);
  for (const [name, lines] of left) compareHeader(name, lines, right.get(name) ?? null, context);
  for (const [name, lines] of right) if (!left.has(name)) compareHeader(name, null, lines, context);
}

/** Whether both have the same lines in the same order, but for those that never count: so it mostly is. */
function isSameInOrder(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 2) {
    const name = left[at] ?? '';
    if (name !== right[at]) return false;
    if (left[at + 1] !== right[at + 1] && !ignored.has(name.toLowerCase())) return false;
  }
  return true;
}

/** Lines of one header; null where the side has none. */
type HeaderLines = readonly string[] | null;

function compareHeader(
  name: string,
  legacy: HeaderLines,
  candidate: HeaderLines,
  context: { rules: RuleSet; findings: Findings },
): void {
  const { findings } = context;
  const rules = context.rules.headers.get(name) ?? none;
  const before = findings.mark();
  if (name === 'set-cookie') compareCookies(legacy ?? [], candidate ?? [], context);
  else compareLines(name, legacy, candidate, { rules, findings });
  if (findings.total === before.total) return;
  const ignoring = rules.filter((rule) => rule.action.do === 'ignore');
  if (ignoring.length === 0) return;
  findings.reset(before);
  for (const rule of ignoring) findings.hit(rule.id);
}

function compareLines(
  name: string,
  legacy: HeaderLines,
  candidate: HeaderLines,
  { rules, findings }: { rules: readonly PlacedRule[]; findings: Findings },
): void {
  const add = (kind: DifferenceKind, left: string | null, right: string | null) =>
    findings.add({
      place: 'header',
      path: clipPath(showText(name)),
      kind,
      why: left === null || right === null ? null : whyTextsDiffer(left, right),
      legacy: left === null ? null : showText(left),
      candidate: right === null ? null : showText(right),
    });
  // Lines of one name are one list, however it is spread over them (RFC 9110, 5.3).
  const left = legacy?.join(', ') ?? null;
  const right = candidate?.join(', ') ?? null;
  if (left === right) return;
  if (left === null || right === null) {
    add(left === null ? 'extra' : 'missing', left, right);
    return;
  }
  const strict = rules.some((rule) => rule.action.do === 'equalText');
  if (name === 'content-type' && !strict && normalContentType(left) === normalContentType(right)) return;
  const allowing = [
    ...allowingRules(rules, { type: 'string', text: left }, { type: 'string', text: right }),
    ...allowingRules(rules, { type: 'number', text: left }, { type: 'number', text: right }).filter(
      (rule) => rule.action.do === 'tolerance',
    ),
    ...(sortedList(left) === sortedList(right) ? rules.filter((rule) => rule.action.do === 'unordered') : []),
  ];
  for (const rule of allowing) findings.hit(rule.id);
  if (allowing.length === 0) add('header', left, right);
}

/** Lines by lower-cased name, without those that never count; blanks around a value are not part of it. */
function headerLines(headers: readonly string[]): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase();
    if (ignored.has(name)) continue;
    const value = (headers[at + 1] ?? '').trim();
    const known = lines.get(name);
    if (known === undefined) lines.set(name, [value]);
    else known.push(value);
  }
  return lines;
}

function sortedList(value: string): string {
  return value
    .split(',')
    .map((item) => item.trim())
    .sort()
    .join(', ');
}
