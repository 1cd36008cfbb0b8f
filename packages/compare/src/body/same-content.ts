import type { PaddedText } from '../json/padded-text.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import type { Work } from '../work.ts';
import { isSameValue } from './json-leaf.ts';
import type { MemberMatcher } from './match-members.ts';

interface On {
  text: PaddedText;
  tape: Tape;
  work: Work;
  members: MemberMatcher;
}

/**
 * Whether two values say the same, members in any order, without regard to rules: the common case, answered without
 * writing anything down. With `strict`, numbers and strings must be written the same. False where that is not quickly told.
 */
export function isSameContent(
  a: number,
  b: number,
  strict: boolean,
  { text, tape, work, members }: On,
): boolean {
  // Pairs of nodes that are still to be looked at, in any order.
  const pairs = [a, b];
  while (pairs.length > 0) {
    const right = pairs.pop() ?? -1;
    const left = pairs.pop() ?? -1;
    if (left < 0 || right < 0) return false;
    const [startA, startB] = [tape.start(left), tape.start(right)];
    const length = tape.end(left) - startA;
    if (length === tape.end(right) - startB) {
      const run = text.equalRun(startA, startB, length);
      work.spend(run);
      if (run === length) continue;
    }
    const kind = tape.kind(left);
    if (kind !== tape.kind(right) || (strict && kind > kindOf.array)) return false;
    if (kind === kindOf.object) {
      if (tape.size(left) !== tape.size(right) || !members.pairInto(pairs, left, right)) return false;
    } else if (kind === kindOf.array) {
      if (tape.size(left) !== tape.size(right)) return false;
      pushElements(pairs, left, right, tape);
    } else if (!isSameValue(text, tape.span(left), tape.span(right))) return false;
  }
  return true;
}

function pushElements(pairs: number[], a: number, b: number, tape: Tape): void {
  const end = tape.next(a);
  let right = b + 1;
  for (let left = a + 1; left < end; left = tape.next(left)) {
    pairs.push(left, right);
    right = tape.next(right);
  }
}
