import type { Work } from '../work.ts';

/** How elements of two arrays belong together. */
export interface Alignment {
  /** Index in the first array and in the second, flat, -1 where there is none. */
  pairs: number[];
  /** Whether elements of both arrays stand in another order. */
  moved: boolean;
}

/** For each element on the left its partner on the right, -1 where it has none. */
export type Partners = Int32Array;

/**
 * Elements with the same hash that are equal: those in the same place first, where both have the same number, then
 * from left to right each with the first that is free.
 */
export function pairByContent(
  left: Int32Array,
  right: Int32Array,
  isEqual: (left: number, right: number) => boolean,
): Partners {
  const partners = new Int32Array(left.length).fill(-1);
  const isTaken = new Uint8Array(right.length);
  if (left.length === right.length) {
    for (let at = 0; at < left.length; at += 1) {
      if (left[at] !== right[at] || !isEqual(at, at)) continue;
      partners[at] = at;
      isTaken[at] = 1;
    }
  }
  const firsts = new Map<number, number>();
  const nexts = new Int32Array(right.length).fill(-1);
  for (let at = right.length - 1; at >= 0; at -= 1) {
    if (isTaken[at] === 1) continue;
    const hash = right[at] ?? 0;
    nexts[at] = firsts.get(hash) ?? -1;
    firsts.set(hash, at);
  }
  for (let at = 0; at < left.length; at += 1) {
    if ((partners[at] ?? -1) >= 0) continue;
    const hash = left[at] ?? 0;
    let before = -1;
    let candidate = firsts.get(hash) ?? -1;
    while (candidate >= 0 && !isEqual(at, candidate)) {
      before = candidate;
      candidate = nexts[candidate] ?? -1;
    }
    if (candidate < 0) continue;
    partners[at] = candidate;
    const next = nexts[candidate] ?? -1;
    if (before >= 0) nexts[before] = next;
    else firsts.set(hash, next);
  }
  return partners;
}

/** Elements with the same key; null where no key of one side is among those of the other. */
export function pairByKey(left: readonly string[], right: readonly string[]): Partners | null {
  const places = new Map<string, number>();
  right.forEach((key, at) => {
    places.set(key, at);
  });
  let isAny = false;
  const partners = new Int32Array(left.length);
  left.forEach((key, at) => {
    const place = places.get(key) ?? -1;
    partners[at] = place;
    isAny ||= place >= 0;
  });
  return isAny ? partners : null;
}

/**
 * Puts partners in order. Elements without one are paired with each other between the neighbours that stay in their
 * order, unless they were told apart by key.
 */
export function arrange(
  partners: Partners,
  rightLength: number,
  how: { byKey: boolean; unordered: boolean; work: Work },
): Alignment {
  how.work.spend(partners.length + rightLength);
  const anchors = longestIncreasing(partners);
  let paired = 0;
  const isTaken = new Uint8Array(rightLength);
  for (const partner of partners) {
    if (partner < 0) continue;
    paired += 1;
    isTaken[partner] = 1;
  }
  const all = Int32Array.from(partners);
  if (!how.byKey) pairWithinGaps(all, isTaken, how.unordered ? [] : anchors);
  const pairs: number[] = [];
  all.forEach((partner, at) => {
    pairs.push(at, partner);
  });
  for (let at = 0; at < rightLength; at += 1) if (isTaken[at] === 0) pairs.push(-1, at);
  return { pairs, moved: anchors.length < paired };
}

function pairWithinGaps(partners: Partners, isTaken: Uint8Array, anchors: readonly number[]): void {
  let [left, right] = [0, 0];
  for (let gap = 0; gap <= anchors.length; gap += 1) {
    const anchor = anchors[gap];
    const leftEnd = anchor ?? partners.length;
    const rightEnd = anchor === undefined ? isTaken.length : (partners[anchor] ?? 0);
    for (;;) {
      while (left < leftEnd && (partners[left] ?? -1) >= 0) left += 1;
      while (right < rightEnd && isTaken[right] === 1) right += 1;
      if (left >= leftEnd || right >= rightEnd) break;
      partners[left] = right;
      isTaken[right] = 1;
    }
    [left, right] = [leftEnd, rightEnd];
  }
}

/** Indexes whose partners rise: a longest such sequence, found by patience sorting. */
function longestIncreasing(partners: Partners): number[] {
  const piles: number[] = [];
  const previous = new Int32Array(partners.length);
  for (let at = 0; at < partners.length; at += 1) {
    const partner = partners[at] ?? -1;
    if (partner < 0) continue;
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((partners[piles[middle] ?? 0] ?? 0) < partner) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? (piles[low - 1] ?? -1) : -1;
    piles[low] = at;
  }
  const sequence: number[] = [];
  for (let at = piles.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) sequence.push(at);
  return sequence.reverse();
}
