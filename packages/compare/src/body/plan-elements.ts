import type { PaddedText } from '../json/padded-text.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import type { RuleState } from '../rules/body-rules.ts';
import type { Work } from '../work.ts';
import { arrange, type Partners, pairByContent, pairByKey } from './align-elements.ts';
import { ContentHash } from './content-hash.ts';
import { elementKeys, keyNames } from './element-keys.ts';

/** What a row of a tape costs, in bytes looked at. */
export const workPerNode = 16;

interface ArrayPair {
  a: number;
  b: number;
  state: RuleState;
  /** Whether it is only asked if the two are equal. */
  isProbe: boolean;
}

type IsEqual = (a: number, b: number, state: RuleState) => boolean;

/** Finds out which elements of two arrays are to be compared with each other. */
export class ElementPlanner {
  readonly #text: PaddedText;
  readonly #tape: Tape;
  readonly #work: Work;
  readonly #hashes: ContentHash;
  readonly #isEqual: IsEqual;

  constructor(on: { text: PaddedText; tape: Tape; work: Work }, isEqual: IsEqual) {
    this.#text = on.text;
    this.#tape = on.tape;
    this.#work = on.work;
    this.#hashes = new ContentHash(on.text, on.tape);
    this.#isEqual = isEqual;
  }

  /**
   * The steps of a pair of arrays, threes of a node of each side, -1 where there is none, and an index; and whether
   * matched elements stand in another order. `knownHead` elements are known to be equal.
   */
  plan(pair: ArrayPair, knownHead: number): { steps: number[]; moved: boolean } {
    const { a, b, state } = pair;
    const steps: number[] = [];
    const left = this.#elements(a);
    const right = this.#elements(b);
    this.#work.spend(left.length + right.length);
    const isInPlace = state.positional || (pair.isProbe && state.unordered.length === 0);
    const element = isInPlace ? state : state.element(0, left.length, right.length);
    const head = isInPlace ? knownHead : this.#commonHead(left, right, element, knownHead);
    const tail = isInPlace ? 0 : this.#commonTail(left, right, element, head);
    const [m, n] = [left.length - head - tail, right.length - head - tail];
    if (isInPlace || m === 0 || n === 0 || (m === 1 && n === 1)) {
      for (let at = head; at < head + Math.max(m, n); at += 1) {
        steps.push(at < head + m ? (left[at] ?? -1) : -1, at < head + n ? (right[at] ?? -1) : -1, at);
      }
      return { steps, moved: false };
    }
    const [leftMiddle, rightMiddle] = [left.subarray(head, head + m), right.subarray(head, head + n)];
    const byKey = this.#partnersByKey(leftMiddle, rightMiddle, state, element);
    const partners = byKey ?? this.#partnersByContent(leftMiddle, rightMiddle, element);
    const how = { byKey: byKey !== null, unordered: state.unordered.length > 0, work: this.#work };
    const { pairs, moved } = arrange(partners, n, how);
    for (let at = 0; at < pairs.length; at += 2) {
      const [i, j] = [pairs[at] ?? -1, pairs[at + 1] ?? -1];
      steps.push(leftMiddle[i] ?? -1, rightMiddle[j] ?? -1, head + (i < 0 ? j : i));
    }
    return { steps, moved };
  }

  #elements(array: number): Int32Array {
    const elements = new Int32Array(this.#tape.size(array));
    let node = array + 1;
    for (let at = 0; at < elements.length; at += 1) {
      elements[at] = node;
      node = this.#tape.next(node);
    }
    return elements;
  }

  #commonHead(left: Int32Array, right: Int32Array, element: RuleState, known: number): number {
    let head = known;
    while (head < left.length && head < right.length) {
      if (!this.#isEqual(left[head] ?? 0, right[head] ?? 0, element)) break;
      head += 1;
    }
    return head;
  }

  #commonTail(left: Int32Array, right: Int32Array, element: RuleState, head: number): number {
    let tail = 0;
    while (head + tail < left.length && head + tail < right.length) {
      const [a, b] = [left[left.length - 1 - tail] ?? 0, right[right.length - 1 - tail] ?? 0];
      if (!this.#isEqual(a, b, element)) break;
      tail += 1;
    }
    return tail;
  }

  #partnersByKey(left: Int32Array, right: Int32Array, state: RuleState, element: RuleState): Partners | null {
    if (this.#tape.kind(left[0] ?? 0) !== kindOf.object) return null;
    const source = { text: this.#text, tape: this.#tape };
    for (const name of keyNames(state, element)) {
      this.#work.spend((left.length + right.length) * workPerNode);
      const keys = elementKeys(left, name, source);
      const others = keys === null ? null : elementKeys(right, name, source);
      const partners = keys === null || others === null ? null : pairByKey(keys, others);
      if (partners !== null) return partners;
    }
    return null;
  }

  #partnersByContent(left: Int32Array, right: Int32Array, element: RuleState): Partners {
    const ofLeft = this.#hashes.of(left, element);
    const ofRight = this.#hashes.of(right, element);
    const nodes = this.#nodesOf(left) + this.#nodesOf(right);
    this.#work.spend(nodes * workPerNode);
    return pairByContent(ofLeft, ofRight, (i, j) => this.#isEqual(left[i] ?? 0, right[j] ?? 0, element));
  }

  #nodesOf(elements: Int32Array): number {
    return this.#tape.next(elements[elements.length - 1] ?? 0) - (elements[0] ?? 0);
  }
}
