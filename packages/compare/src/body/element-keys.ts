import type { PaddedText } from '../json/padded-text.ts';
import { decodeString } from '../json/scan-string.ts';
import { kindOf, type Tape } from '../json/tape.ts';
import { decodeUtf8 } from '../json/utf8.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { canonicalNumber } from '../why/decimal.ts';

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
  for (const element of elements) {
    const key = elementKey(element, name, text, tape);
    if (key === null || seen.has(key)) return null;
    seen.add(key);
    keys.push(key);
  }
  return keys;
}

function elementKey(element: number, name: string, text: PaddedText, tape: Tape): string | null {
  if (tape.kind(element) !== kindOf.object) return null;
  const { bytes } = text;
  let value = -1;
  const end = tape.next(element);
  for (let node = element + 1; node < end; node = tape.next(node)) {
    const [nameStart, nameEnd] = [tape.nameStart(node), tape.nameEnd(node)];
    // An escape makes a text longer, never shorter; three bytes are the most that a UTF-16 unit takes.
    if (nameEnd - nameStart < name.length) continue;
    if (decodeString(bytes, nameStart, nameEnd) === name) value = node;
  }
  if (value < 0) return null;
  const [start, stop] = [tape.start(value), tape.end(value)];
  if (tape.kind(value) === kindOf.string) return `"${decodeString(bytes, start + 1, stop - 1)}`;
  return tape.kind(value) === kindOf.number ? canonicalNumber(decodeUtf8(bytes, start, stop)) : null;
}
