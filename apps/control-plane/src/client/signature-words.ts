import type { Difference, DifferenceKind, DifferenceWhy, Signature } from '@delta-guard/protocol';
import { shownPath } from '../diff/shown-name.ts';

const kinds: Record<DifferenceKind, string> = {
  missing: 'missing',
  extra: 'extra',
  type: 'type',
  value: 'value',
  length: 'length',
  order: 'order',
  format: 'format',
  duplicateKey: 'duplicate key',
  status: 'status',
  header: 'header',
  invalid: 'invalid',
};

const whys: Record<DifferenceWhy, string> = {
  sameInstant: 'same instant, written differently',
  timeZone: 'time zone',
  numericString: 'number as string',
  rounding: 'rounding',
  case: 'letter case',
  whitespace: 'white space',
  unicodeForm: 'Unicode form',
  nullVersusAbsent: 'null versus absent',
  emptyVersusAbsent: 'empty versus absent',
  refused: 'candidate refused',
  reset: 'candidate reset',
  timeout: 'candidate timed out',
};

export function kindWords(kind: DifferenceKind): string {
  return kinds[kind];
}

export function whyWords(why: DifferenceWhy): string {
  return whys[why];
}

/** Where a difference is, for people: a body path as it stands, all else with its place. */
export function placeWords({ place, path }: Pick<Signature | Difference, 'place' | 'path'>): string {
  if (place === 'body') return path === '$' ? 'whole body' : shownPath(path);
  if (place === 'status') return 'status';
  return `${place} ${shownPath(path)}`;
}
