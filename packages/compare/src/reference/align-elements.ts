import type { JsonNode } from '../json/read-json.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { sameNumber } from '../why/decimal.ts';

/** Element `legacy` is compared with element `candidate`; null where the other side has none for it. */
interface AlignStep {
  legacy: number | null;
  candidate: number | null;
}

export interface Alignment {
  /** Changed and missing elements in the legacy's order, then extra ones in the candidate's. */
  steps: AlignStep[];
  /** Whether elements that are on both sides stand in another order. */
  moved: boolean;
}

type IsEqual = (a: JsonNode, b: JsonNode, index: number) => boolean;

const keyNames = ['id', 'key', 'uuid', 'code', 'name'];

export function alignElements(
  a: readonly JsonNode[],
  b: readonly JsonNode[],
  state: RuleState,
  isEqual: IsEqual,
): Alignment {
  const unordered = state.selecting.find((rule) => rule.action.do === 'unordered')?.action;
  const head = state.positional ? 0 : commonHead(a, b, isEqual);
  const tail = state.positional ? 0 : commonTail(a, b, head, isEqual);
  const m = a.length - head - tail;
  const n = b.length - head - tail;
  if (state.positional || m === 0 || n === 0 || (m === 1 && n === 1)) return inPlace(head, m, n);
  const left = a.slice(head, head + m);
  const right = b.slice(head, head + n);
  const key = unordered?.do === 'unordered' ? unordered.key : undefined;
  const byKey = pairByKey(left, right, state, key);
  const pairs = byKey ?? pairByContent(left, right, (x, y) => isEqual(x, y, head));
  return steps(pairs, { head, m, n, byKey: byKey !== null, unordered: unordered !== undefined });
}

function commonHead(a: readonly JsonNode[], b: readonly JsonNode[], isEqual: IsEqual): number {
  let head = 0;
  for (;;) {
    const [left, right] = [a[head], b[head]];
    if (left === undefined || right === undefined || !isEqual(left, right, head)) return head;
    head += 1;
  }
}

function commonTail(a: readonly JsonNode[], b: readonly JsonNode[], head: number, isEqual: IsEqual): number {
  let tail = 0;
  while (head + tail < a.length && head + tail < b.length) {
    const [left, right] = [a.at(-1 - tail), b.at(-1 - tail)];
    if (left === undefined || right === undefined || !isEqual(left, right, a.length - 1 - tail)) break;
    tail += 1;
  }
  return tail;
}

function inPlace(head: number, m: number, n: number): Alignment {
  const all: AlignStep[] = [];
  for (let at = head; at < head + Math.max(m, n); at += 1) {
    all.push({ legacy: at < head + m ? at : null, candidate: at < head + n ? at : null });
  }
  return { steps: all, moved: false };
}

/** For each element on the left its partner on the right, -1 where it has none. */
type Pairs = number[];

function pairByKey(
  left: readonly JsonNode[],
  right: readonly JsonNode[],
  state: RuleState,
  named: string | undefined,
): Pairs | null {
  for (const name of named === undefined ? keyNames : [named, ...keyNames]) {
    if (state.element(0, 1, 1).member(name).selecting.length > 0) continue;
    const [keys, others] = [uniqueKeys(left, name), uniqueKeys(right, name)];
    if (keys === null || others === null) continue;
    const pairs = keys.map((key) => others.findIndex((other) => sameKey(key, other)));
    if (pairs.some((partner) => partner >= 0)) return pairs;
  }
  return null;
}

type Key = JsonNode & { type: 'string' | 'number' };

function uniqueKeys(elements: readonly JsonNode[], name: string): Key[] | null {
  const keys: Key[] = [];
  for (const element of elements) {
    const value = element.type === 'object' ? element.members.findLast((m) => m.name === name)?.value : null;
    if (value?.type !== 'string' && value?.type !== 'number') return null;
    if (keys.some((key) => sameKey(key, value))) return null;
    keys.push(value);
  }
  return keys;
}

function sameKey(a: Key, b: Key): boolean {
  if (a.type === 'string') return b.type === 'string' && a.value === b.value;
  return b.type === 'number' && sameNumber(a.text, b.text);
}

function pairByContent(
  left: readonly JsonNode[],
  right: readonly JsonNode[],
  isEqual: (a: JsonNode, b: JsonNode) => boolean,
): Pairs {
  const used = right.map(() => false);
  const pairs = left.map((element, index) => {
    const twin = right[index];
    if (left.length !== right.length || twin === undefined || !isEqual(element, twin)) return -1;
    used[index] = true;
    return index;
  });
  return left.map((element, index) => {
    const inPlaceTwin = pairs[index] ?? -1;
    if (inPlaceTwin >= 0) return inPlaceTwin;
    const twin = right.findIndex((other, at) => !used[at] && isEqual(element, other));
    if (twin >= 0) used[twin] = true;
    return twin;
  });
}

interface Middle {
  head: number;
  m: number;
  n: number;
  byKey: boolean;
  unordered: boolean;
}

function steps(pairs: Pairs, middle: Middle): Alignment {
  const { head, n, byKey, unordered } = middle;
  const anchors = longestIncreasing(pairs);
  const moved = anchors.length < pairs.filter((partner) => partner >= 0).length;
  const partners = [...pairs];
  if (!byKey) {
    for (const gap of gaps(unordered ? [] : anchors, pairs, n)) {
      gap.left.forEach((index, order) => {
        partners[index] = gap.right[order] ?? -1;
      });
    }
  }
  const taken = new Set(partners);
  const all: AlignStep[] = partners.map((partner, index) => ({
    legacy: head + index,
    candidate: partner < 0 ? null : head + partner,
  }));
  for (let at = 0; at < n; at += 1) if (!taken.has(at)) all.push({ legacy: null, candidate: head + at });
  return { steps: all, moved };
}

/** Between anchors, the elements of either side that have no partner. */
function gaps(anchors: readonly number[], pairs: Pairs, n: number): { left: number[]; right: number[] }[] {
  const taken = new Set(pairs);
  const all: { left: number[]; right: number[] }[] = [];
  let [i, j] = [0, 0];
  for (const anchor of [...anchors, pairs.length]) {
    const end = pairs[anchor] ?? n;
    const left: number[] = [];
    const right: number[] = [];
    for (; i < anchor; i += 1) if (pairs[i] === -1) left.push(i);
    for (; j < end; j += 1) if (!taken.has(j)) right.push(j);
    all.push({ left, right });
  }
  return all;
}

/** Indexes whose partners rise: a longest such sequence, of several the one that patience sorting yields. */
function longestIncreasing(pairs: Pairs): number[] {
  const lengths: number[] = [];
  const previous: number[] = [];
  let last = -1;
  pairs.forEach((partner, i) => {
    lengths[i] = 0;
    previous[i] = -1;
    if (partner < 0) return;
    lengths[i] = 1;
    for (let j = 0; j < i; j += 1) {
      const length = lengths[j] ?? 0;
      if (length > 0 && (pairs[j] ?? 0) < partner && length + 1 >= (lengths[i] ?? 0)) {
        lengths[i] = length + 1;
        previous[i] = j;
      }
    }
    if (last < 0 || (lengths[i] ?? 0) >= (lengths[last] ?? 0)) last = i;
  });
  const sequence: number[] = [];
  for (let at = last; at >= 0; at = previous[at] ?? -1) sequence.unshift(at);
  return sequence;
}
