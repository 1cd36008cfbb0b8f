/** The closed words of a comparison; the same lists as in the wire's package, which this one does not import. */
export type DifferencePlace = 'status' | 'header' | 'cookie' | 'body';

export type DifferenceKind =
  | 'missing'
  | 'extra'
  | 'type'
  | 'value'
  | 'length'
  | 'order'
  | 'format'
  | 'duplicateKey'
  | 'status'
  | 'header'
  | 'invalid';

export type CandidateFailure = 'refused' | 'reset' | 'timeout';

/** Why two values differ, where it can be told. */
export type DifferenceWhy =
  | 'sameInstant'
  | 'timeZone'
  | 'numericString'
  | 'rounding'
  | 'case'
  | 'whitespace'
  | 'unicodeForm'
  | 'nullVersusAbsent'
  | 'emptyVersusAbsent'
  | CandidateFailure;

/** One place where two responses differ; values are JSON text in JSON bodies, raw text elsewhere, null where absent. */
export interface Difference {
  place: DifferencePlace;
  path: string;
  kind: DifferenceKind;
  why: DifferenceWhy | null;
  legacy: string | null;
  candidate: string | null;
}

/** What differences are grouped by: one (generalised path, kind, why) at one place. */
export interface Signature {
  place: DifferencePlace;
  path: string;
  kind: DifferenceKind;
  why: DifferenceWhy | null;
}
