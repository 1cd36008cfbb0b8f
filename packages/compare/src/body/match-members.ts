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

/** Of the members of two objects: the first bytes of their names with their length, and their nodes. Used within one call only. */
const marksOfA = new Int32Array(fewMembers);
const nodesOfA = new Int32Array(fewMembers);
const marksOfB = new Int32Array(fewMembers);
const nodesOfB = new Int32Array(fewMembers);

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
    const pairs: number[] = [];
    return this.pairInto(pairs, a, b) ? pairs : null;
  }

  /** As `few`, added to pairs that are there. */
  pairInto(pairs: number[], a: number, b: number): boolean {
    const tape = this.#tape;
    const sizeA = tape.size(a);
    const sizeB = tape.size(b);
    if (sizeA > fewMembers || sizeB > fewMembers) return false;
    if (!this.#mark(a, sizeA, marksOfA, nodesOfA)) return false;
    if (!this.#mark(b, sizeB, marksOfB, nodesOfB)) return false;
    let taken = 0;
    let last = -1;
    for (let at = 0; at < sizeA; at += 1) {
      const node = nodesOfA[at] ?? 0;
      const mark = marksOfA[at] ?? 0;
      // Mostly the partner follows the one before, or goes before it.
      let partner = last + 1;
      if (partner >= sizeB || marksOfB[partner] !== mark) partner = Math.max(last - 1, 0);
      const isGuess = partner < sizeB && marksOfB[partner] === mark;
      if (!isGuess || !this.#isSameName(node, nodesOfB[partner] ?? 0)) {
        partner = 0;
        while (partner < sizeB) {
          if (marksOfB[partner] === mark && this.#isSameName(node, nodesOfB[partner] ?? 0)) break;
          partner += 1;
        }
      }
      if (partner >= sizeB) pairs.push(node, -1);
      else {
        taken |= 1 << partner;
        pairs.push(node, nodesOfB[partner] ?? 0);
        last = partner;
      }
    }
    for (let at = 0; at < sizeB; at += 1) {
      if ((taken & (1 << at)) === 0) pairs.push(-1, nodesOfB[at] ?? 0);
    }
    return true;
  }

  /** False where a name is repeated or written with escapes. */
  #mark(object: number, size: number, marks: Int32Array, nodes: Int32Array): boolean {
    const { bytes, words } = this.#text;
    const tape = this.#tape;
    let node = object + 1;
    for (let at = 0; at < size; at += 1) {
      const start = tape.nameStart(node);
      const end = tape.nameEnd(node);
      if (hasEscape(bytes, start, end)) return false;
      const length = end - start;
      const word = words.getInt32(start, true);
      const first = length >= 4 ? word : word & ((1 << (length * 8)) - 1);
      const mark = first ^ Math.imul(length, 0x9e3779b1);
      for (let other = 0; other < at; other += 1) {
        if (marks[other] === mark && this.#isSameName(node, nodes[other] ?? 0)) return false;
      }
      marks[at] = mark;
      nodes[at] = node;
      node = tape.next(node);
    }
    return true;
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
