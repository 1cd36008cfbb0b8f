import type { DifferenceKind } from '../difference.ts';
import type { Findings } from '../findings.ts';
import { clipPath } from '../path/write-path.ts';
import { allowingRules } from '../rules/allowed-difference.ts';
import type { RuleSet } from '../rules/compile-rules.ts';
import type { PlacedRule } from '../rules/placed-rule.ts';
import { showText } from '../show-value.ts';
import { whyTextsDiffer } from '../why/why-different.ts';

interface Cookie {
  name: string;
  value: string;
  /** By lower-cased name; empty where the attribute has no value. */
  attributes: Map<string, string>;
}

interface Context {
  rules: RuleSet;
  findings: Findings;
}

/** Compares Set-Cookie lines by cookie; several of one name (for paths or domains of their own) in their order. */
export function compareCookies(
  legacy: readonly string[],
  candidate: readonly string[],
  context: Context,
): void {
  const left = cookiesByName(legacy);
  const right = cookiesByName(candidate);
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [ours, theirs] = [left.get(name) ?? [], right.get(name) ?? []];
    for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
      compareCookie(name, ours[at] ?? null, theirs[at] ?? null, context);
    }
  }
}

function compareCookie(
  name: string,
  legacy: Cookie | null,
  candidate: Cookie | null,
  context: Context,
): void {
  const { rules, findings } = context;
  const before = findings.mark();
  compareText(name, legacy?.value ?? null, candidate?.value ?? null, context);
  if (legacy !== null && candidate !== null) {
    for (const attribute of new Set([...legacy.attributes.keys(), ...candidate.attributes.keys()])) {
      const [left, right] = [legacy.attributes.get(attribute), candidate.attributes.get(attribute)];
      compareText(`${name}; ${attribute}`, left ?? null, right ?? null, context);
    }
  }
  if (findings.total === before.total) return;
  const ignoring = ignoringOf(rules.cookies.get(name));
  if (ignoring.length === 0) return;
  findings.reset(before);
  for (const rule of ignoring) findings.hit(rule.id);
}

function compareText(path: string, legacy: string | null, candidate: string | null, context: Context): void {
  if (legacy === candidate) return;
  const { rules, findings } = context;
  const placed = rules.cookies.get(path) ?? [];
  const ignoring = ignoringOf(placed);
  const both = legacy !== null && candidate !== null;
  const allowing =
    ignoring.length > 0 || !both
      ? ignoring
      : allowingRules(placed, { type: 'string', text: legacy }, { type: 'string', text: candidate });
  for (const rule of allowing) findings.hit(rule.id);
  if (allowing.length > 0) return;
  const kind: DifferenceKind = both ? 'value' : legacy === null ? 'extra' : 'missing';
  findings.add({
    place: 'cookie',
    path: clipPath(showText(path)),
    kind,
    why: both ? whyTextsDiffer(legacy, candidate) : null,
    legacy: legacy === null ? null : showText(legacy),
    candidate: candidate === null ? null : showText(candidate),
  });
}

function ignoringOf(rules: readonly PlacedRule[] | undefined): readonly PlacedRule[] {
  return rules?.filter((rule) => rule.action.do === 'ignore') ?? [];
}

function cookiesByName(lines: readonly string[]): Map<string, Cookie[]> {
  const cookies = new Map<string, Cookie[]>();
  for (const line of lines) {
    const cookie = parseCookie(line);
    const known = cookies.get(cookie.name);
    if (known === undefined) cookies.set(cookie.name, [cookie]);
    else known.push(cookie);
  }
  return cookies;
}

/** As user agents read it (RFC 6265, 5.2), but for the values of attributes, which stay text. */
function parseCookie(line: string): Cookie {
  const [pair = '', ...rest] = line.split(';');
  const [name, value] = splitPair(pair);
  const attributes = new Map<string, string>();
  for (const part of rest) {
    const [attribute, text] = splitPair(part);
    if (attribute !== '') attributes.set(attribute.toLowerCase(), text);
  }
  return { name, value, attributes };
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 0) return [pair.trim(), ''];
  return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
}
