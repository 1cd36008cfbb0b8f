import type { PaddedText } from '../json/padded-text.ts';
import { decodeString, hasEscape } from '../json/scan-string.ts';
import type { Tape } from '../json/tape.ts';

/** Values that one object gives one name, in order; the last one counts. */
export interface NamedValues {
  name: string;
  a: number[];
  b: number[];
}

/** Up to here, members are looked for one by one. */
const fewMembers = 24;

/** Finds the members of two objects that belong together. */
export class MemberMatcher {
  readonly #text: PaddedText;
  readonly #tape: Tape;

  constructor(text: PaddedText, tape: Tape) {
    this.#text = text;
    this.#tape = tape;
  }

  /**
   * Pairs of member nodes, flat, in the order of the first object, those only the second has at the end; -1 where a
   * side has none. Null where a name may be repeated or is written with escapes, or where there are many.
   */
  few(a: number, b: number): number[] | null {
    const tape = this.#tape;
    if (tape.size(a) > fewMembers || tape.size(b) > fewMembers) return null;
    const pairs: number[] = [];
    const endA = tape.next(a);
    const endB = tape.next(b);
    let taken = 0;
    let next = b + 1;
    let nextBit = 1;
    for (let node = a + 1; node < endA; node = tape.next(node)) {
      if (this.#isUnclear(node) || this.#isRepeated(node, a + 1)) return null;
      // Mostly the partner follows the one before.
      let partner = next;
      let bit = nextBit;
      if (partner >= endB || !this.#isSameName(node, partner)) {
        partner = b + 1;
        bit = 1;
        while (partner < endB && !this.#isSameName(node, partner)) {
          partner = tape.next(partner);
          bit <<= 1;
        }
      }
      if (partner >= endB) pairs.push(node, -1);
      else if ((taken & bit) !== 0) return null;
      else {
        taken |= bit;
        pairs.push(node, partner);
        next = tape.next(partner);
        nextBit = bit << 1;
      }
    }
    let bit = 1;
    for (let node = b + 1; node < endB; node = tape.next(node), bit <<= 1) {
      if ((taken & bit) !== 0) continue;
      // What no member of the first object took may be the repetition of one that was taken.
      if (this.#isUnclear(node) || this.#findName(node, a) || this.#isRepeated(node, b + 1)) return null;
      pairs.push(-1, node);
    }
    return pairs;
  }

  /** All names of both objects with their values. */
  many(a: number, b: number): NamedValues[] {
    const byName = new Map<string, NamedValues>();
    for (const [object, side] of [
      [a, 'a'],
      [b, 'b'],
    ] as const) {
      for (let node = object + 1; node < this.#tape.next(object); node = this.#tape.next(node)) {
        const name = this.nameOf(node);
        let known = byName.get(name);
        if (known === undefined) {
          known = { name, a: [], b: [] };
          byName.set(name, known);
        }
        known[side].push(node);
      }
    }
    return [...byName.values()];
  }

  nameOf(node: number): string {
    return decodeString(this.#text.bytes, this.#tape.nameStart(node), this.#tape.nameEnd(node));
  }

  #isUnclear(node: number): boolean {
    return hasEscape(this.#text.bytes, this.#tape.nameStart(node), this.#tape.nameEnd(node));
  }

  #isRepeated(node: number, first: number): boolean {
    for (let other = first; other < node; other = this.#tape.next(other)) {
      if (this.#isSameName(node, other)) return true;
    }
    return false;
  }

  #findName(node: number, object: number): boolean {
    const end = this.#tape.next(object);
    for (let other = object + 1; other < end; other = this.#tape.next(other)) {
      if (this.#isSameName(node, other)) return true;
    }
    return false;
  }

  #isSameName(a: number, b: number): boolean {
    const tape = this.#tape;
    const startA = tape.nameStart(a);
    const startB = tape.nameStart(b);
    const length = tape.nameEnd(a) - startA;
    if (length !== tape.nameEnd(b) - startB) return false;
    const { bytes } = this.#text;
    for (let at = 0; at < length; at += 1) if (bytes[startA + at] !== bytes[startB + at]) return false;
    return true;
  }
}
