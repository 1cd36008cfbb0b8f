import { compareResponses } from '../compare-responses.ts';
import type { ComparableResponse } from '../comparison.ts';
import type { Difference, DifferenceKind } from '../difference.ts';
import { parsePath, type Segment, type Selector } from '../path/parse-path.ts';
import type { Rule } from '../rule.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { compileRules, ruleSetOf } from '../rules/compile-rules.ts';
import type { PreviewOptions, StoredDelta } from './stored-delta.ts';

/** Where redaction changed a name: no rule can be tried on it. */
const placeholder = /\[[a-z]{2,16} #\d+\]/;

/**
 * The differences that a new rule would leave of a delta of which the bodies were not kept, told by their places alone.
 * Null where only the bodies could tell.
 */
export function leftByPlaces(delta: StoredDelta, draft: Rule, options: PreviewOptions): Difference[] | null {
  const { rules = [], routeId } = options;
  const { differences, differencesTotal, isCurrent } = delta;
  if (!isCurrent || differencesTotal !== differences.length) return null;
  // An edit brings back what the rule hid before, and nothing is kept of that.
  if (rules.some((rule) => rule.id === draft.id)) return null;
  if (draft.place.in !== 'body') return leftOfHeads(delta, draft, options);
  // A set may be taken apart in another way where less of its elements counts.
  const binding = rules.filter((rule) => rule.routeId === null || rule.routeId === routeId);
  if (draft.action.do !== 'ignore' || binding.some(({ action }) => action.do === 'unordered')) return null;
  return leftOfBodies(differences, draft);
}

/** Status and headers are kept, so that they are compared again; bodies stay as they differed. */
function leftOfHeads(
  { legacy, candidate, differences }: StoredDelta,
  draft: Rule,
  options: PreviewOptions,
): Difference[] | null {
  if (candidate === null) return null;
  const now = options.rules ?? [];
  const heads = (rules: readonly Rule[]) => {
    const compiled = compileRules(rules, options);
    if (!compiled.ok) return null;
    const compared = compareResponses(headOf(legacy), headOf(candidate), compiled.rules);
    return compared.verdict === 'match' ? [] : compared.differences;
  };
  const [before, after] = [heads(now), heads([...now, draft])];
  const inHeads = differences.filter(({ place }) => place !== 'body');
  if (before === null || after === null || !isSameSet(before, inHeads)) return null;
  const left = new Set(after.map(keyOf));
  return differences.filter((difference) => difference.place === 'body' || left.has(keyOf(difference)));
}

function headOf({ status, headers }: ComparableResponse): ComparableResponse {
  return { status, headers, body: new Uint8Array() };
}

function leftOfBodies(differences: readonly Difference[], draft: Rule): Difference[] | null {
  const compiled = compileRules([{ ...draft, routeId: null }], { routeId: '' });
  const path = parsePath(draft.place.in === 'body' ? draft.place.path : '');
  if (!compiled.ok || !path.ok || !path.segments.every(isByName)) return null;
  const { root } = ruleSetOf(compiled.rules).body;
  const left: Difference[] = [];
  for (const difference of differences) {
    const fate = difference.place === 'body' ? fateOf(difference, root) : 'stays';
    if (fate === 'unknown') return null;
    if (fate === 'stays') left.push(difference);
  }
  return left;
}

/** Rules that name elements by their position change how arrays are read. */
function isByName({ selectors }: Segment): boolean {
  return selectors.every(({ type }) => type === 'name' || type === 'wildcard');
}

type Fate = 'goes' | 'stays' | 'unknown';

function fateOf({ path, kind }: Difference, root: RuleState): Fate {
  if (root.ignoring.length > 0) return 'goes';
  // A text or bytes: a rule has no place inside them.
  if (/^(?:line|offset) \d/.test(path)) return 'stays';
  const parsed = parsePath(path);
  if (!parsed.ok) return 'unknown';
  let state = root;
  let isArrayTouched = false;
  for (const { selectors } of parsed.segments) {
    const [selector] = selectors;
    const next = stateBelow(state, selector);
    if (next === null) return 'unknown';
    if (next.ignoring.length > 0) return 'goes';
    if (selector?.type === 'index') isArrayTouched ||= next.id !== 0;
    state = next;
  }
  // What the rule ignores elsewhere in an array may give its elements other partners.
  if (isArrayTouched || placeholder.test(path)) return 'unknown';
  return isOfAllBelow(kind) && state.id !== 0 ? 'unknown' : 'stays';
}

/** Whether such a difference may go because of what is ignored inside its value. */
function isOfAllBelow(kind: DifferenceKind): boolean {
  return kind === 'order' || kind === 'duplicateKey';
}

function stateBelow(state: RuleState, selector: Selector | undefined): RuleState | null {
  if (selector?.type === 'name') return state.member(selector.name);
  return selector?.type === 'index' ? state.element(selector.index, 0, 0) : null;
}

function isSameSet(one: readonly Difference[], other: readonly Difference[]): boolean {
  const keys = new Set(one.map(keyOf));
  return one.length === other.length && other.every((difference) => keys.has(keyOf(difference)));
}

function keyOf({ place, path, kind }: Difference): string {
  return `${place} ${kind} ${path}`;
}
