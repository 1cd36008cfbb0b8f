import type { PaddedText } from '../json/padded-text.ts';
import { decodeString, hasEscape } from '../json/scan-string.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import { decodeUtf8 } from '../json/utf8.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { canonicalNumber } from '../why/decimal.ts';

const encoder = new TextEncoder();

/** Members that are taken for the key of an element where no rule names one, the first that fits. */
const usualNames: readonly string[] = ['id', 'key', 'uuid', 'code', 'name'];

/** Names that may tell the elements of an array apart; those that a rule selects may differ and tell nothing. */
export function keyNames(state: RuleState, element: RuleState): string[] {
  const names: string[] = [];
  for (const rule of state.unordered) {
    if (rule.action.do === 'unordered' && rule.action.key !== undefined) names.push(rule.action.key);
  }
  names.push(...usualNames);
  return names.filter((name) => element.member(name).selecting.length === 0);
}

/** The keys of elements, one text each; null where an element has none, or two have the same. */
export function elementKeys(
  elements: Int32Array,
  name: string,
  { text, tape }: { text: PaddedText; tape: Tape },
): string[] | null {
  const keys: string[] = [];
  const seen = new Set<string>();
  const wanted = { name, bytes: encoder.encode(name) };
  for (const element of elements) {
    const key = elementKey(element, wanted, text, tape);
    if (key === null || seen.has(key)) return null;
    seen.add(key);
    keys.push(key);
  }
  return keys;
}

interface Wanted {
  name: string;
  bytes: Uint8Array;
}

function isName(bytes: Uint8Array, start: number, end: number, wanted: Wanted): boolean {
  // An escape makes a text longer, never shorter.
  if (end - start < wanted.bytes.length) return false;
  if (end - start > wanted.bytes.length) {
    return hasEscape(bytes, start, end) && decodeString(bytes, start, end) === wanted.name;
  }
  for (let at = 0; at < wanted.bytes.length; at += 1) {
    if (bytes[start + at] !== wanted.bytes[at]) return false;
  }
  return true;
}

function elementKey(element: number, wanted: Wanted, text: PaddedText, tape: Tape): string | null {
  if (tape.kind(element) !== kindOf.object) return null;
  const { bytes } = text;
  let value = -1;
  const end = tape.next(element);
  for (let node = element + 1; node < end; node = tape.next(node)) {
    const [nameStart, nameEnd] = [tape.nameStart(node), tape.nameEnd(node)];
    if (isName(bytes, nameStart, nameEnd, wanted)) value = node;
  }
  if (value < 0) return null;
  const [start, stop] = [tape.start(value), tape.end(value)];
  if (tape.kind(value) === kindOf.string) return `"${decodeString(bytes, start + 1, stop - 1)}`;
  return tape.kind(value) === kindOf.number ? canonicalNumber(decodeUtf8(bytes, start, stop)) : null;
}
