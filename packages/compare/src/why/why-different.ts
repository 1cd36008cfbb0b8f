import type { DifferenceWhy } from '../difference.ts';
import { foldCase } from '../rules/allowed-difference.ts';
import { isDecimal, isRounding, sameNumber } from './decimal.ts';
import { parseEpoch, parseInstant, sameInstant, sameWallTime } from './instant.ts';
import type { Scalar } from './scalar.ts';

/** Longer texts are not looked into. */
const textLengthMax = 65_536;

/** Why two scalars differ, where it can be told; both are known to differ. */
export function whyDifferent(legacy: Scalar, candidate: Scalar): DifferenceWhy | null {
  if (legacy.type === 'string' && candidate.type === 'string') {
    return whyTextsDiffer(legacy.text, candidate.text);
  }
  if (legacy.type === 'number' && candidate.type === 'number') {
    return isRounding(legacy.text, candidate.text) ? 'rounding' : null;
  }
  if (legacy.type === 'number' && candidate.type === 'string') {
    return whyNumberAndText(legacy.text, candidate.text);
  }
  if (legacy.type === 'string' && candidate.type === 'number') {
    return whyNumberAndText(candidate.text, legacy.text);
  }
  return null;
}

/** Why two texts differ, where it can be told. */
export function whyTextsDiffer(legacy: string, candidate: string): DifferenceWhy | null {
  if (legacy.length > textLengthMax || candidate.length > textLengthMax) return null;
  const [a, b] = [parseInstant(legacy), parseInstant(candidate)];
  if (a !== null && b !== null) {
    if (sameInstant(a, b)) return 'sameInstant';
    return sameWallTime(a, b) ? 'timeZone' : null;
  }
  if (isDecimal(legacy) && isDecimal(candidate)) return isRounding(legacy, candidate) ? 'rounding' : null;
  if (legacy.normalize('NFC') === candidate.normalize('NFC')) return 'unicodeForm';
  if (foldCase(legacy) === foldCase(candidate)) return 'case';
  return withoutBlanks(legacy) === withoutBlanks(candidate) ? 'whitespace' : null;
}

function whyNumberAndText(number: string, text: string): DifferenceWhy | null {
  if (isDecimal(text)) return sameNumber(number, text) ? 'numericString' : null;
  const [a, b] = [parseEpoch(number), parseInstant(text)];
  return a !== null && b !== null && sameInstant(a, b) ? 'sameInstant' : null;
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, '');
}
