import type { PaddedText } from '../json/padded-text.ts';
import { decodeString, hasEscape } from '../json/scan-string.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import { decodeUtf8 } from '../json/utf8.ts';
import type { RuleAction } from '../rule.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { canonicalNumber } from '../why/decimal.ts';

const encoder = new TextEncoder();
/** What these rules select may differ and count as equal, so that it has no part in a hash. */
const masking: readonly RuleAction['do'][] = [
  'ignore',
  'tolerance',
  'sameInstant',
  'nullEqualsAbsent',
  'caseInsensitive',
  'pattern',
  'coerceType',
];

/** Hashes of neighbouring elements such that what is equal under the rules has the same hash. */
export class ContentHash {
  readonly #text: PaddedText;
  readonly #tape: Tape;

  constructor(text: PaddedText, tape: Tape) {
    this.#text = text;
    this.#tape = tape;
  }

  /** One hash per element; all are neighbours, in order, and have the same state. */
  of(elements: Int32Array, state: RuleState): Int32Array {
    const first = elements[0] ?? 0;
    const last = this.#tape.next(elements[elements.length - 1] ?? 0);
    const states = state.id === 0 ? null : this.#statesOf(first, last, state);
    const hashes = new Int32Array(last - first);
    // From the end, so that children come before their container.
    for (let node = last - 1; node >= first; node -= 1) {
      const own = states?.[node - first];
      const isMasked = own !== undefined && isMaskedBy(own);
      const hash = isMasked ? 0 : this.#hash(node, hashes[node - first] ?? 0);
      hashes[node - first] = hash;
      const parent = this.#tape.parent(node);
      if (parent < first || isMasked) continue;
      const sum = hashes[parent - first] ?? 0;
      hashes[parent - first] = this.#combine(
        sum,
        hash,
        node,
        (states?.[parent - first]?.unordered.length ?? 0) > 0,
      );
    }
    return elements.map((element) => hashes[element - first] ?? 0);
  }

  /** Members count in any order, elements in theirs. */
  #combine(sum: number, hash: number, node: number, isUnordered: boolean): number {
    const parent = this.#tape.parent(node);
    if (this.#tape.kind(parent) === kindOf.array) {
      return isUnordered ? (sum + mix(hash)) | 0 : (Math.imul(sum, 31) + hash + 1) | 0;
    }
    const name = this.#hashText(this.#tape.nameStart(node), this.#tape.nameEnd(node));
    return (sum + mix(name ^ Math.imul(hash, 0x9e3779b1))) | 0;
  }

  #hash(node: number, children: number): number {
    const kind = this.#tape.kind(node);
    const start = this.#tape.start(node);
    const end = this.#tape.end(node);
    if (kind === kindOf.string) return this.#hashText(start + 1, end - 1);
    if (kind === kindOf.number) return this.#hashNumber(start, end);
    return mix(children + kind);
  }

  #hashText(start: number, end: number): number {
    const { bytes } = this.#text;
    if (!hasEscape(bytes, start, end)) return hashBytes(bytes, start, end);
    const plain = encoder.encode(decodeString(bytes, start, end));
    return hashBytes(plain, 0, plain.length);
  }

  #hashNumber(start: number, end: number): number {
    const { bytes } = this.#text;
    const text = canonicalNumber(decodeUtf8(bytes, start, end));
    let hash = 7;
    for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    return mix(hash);
  }

  #statesOf(first: number, last: number, state: RuleState): RuleState[] {
    const states: RuleState[] = [];
    const { bytes } = this.#text;
    for (let node = first; node < last; node += 1) {
      const parent = this.#tape.parent(node);
      const above = parent < first ? undefined : states[parent - first];
      if (above === undefined) states.push(state);
      else if (above.id === 0 || above.positional) states.push(above);
      else if (this.#tape.kind(parent) === kindOf.array) states.push(above.element(0, 1, 1));
      else {
        const name = decodeString(bytes, this.#tape.nameStart(node), this.#tape.nameEnd(node));
        states.push(above.member(name));
      }
    }
    return states;
  }
}

/** What lies below a state that tells elements by position is not looked into. */
function isMaskedBy(state: RuleState): boolean {
  return state.positional || state.selecting.some((rule) => masking.includes(rule.action.do));
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 7;
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return mix(hash ^ 0x5bd1e995);
}

function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return once ^ (once >>> 13);
}
