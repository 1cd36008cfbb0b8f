/** The closed lists of words that cross the wire; see ARCHITECTURE.md for what each means. */

export const stages = ['off', 'shadow', 'guarded', 'canary', 'live', 'complete'] as const;
export type Stage = (typeof stages)[number];

export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** Methods that ask and change nothing (RFC 9110, 9.2.1); all others need a write mode to leave `off`. */
export const safeMethods: readonly Method[] = ['GET', 'HEAD', 'OPTIONS'];

export const notComparedReasons = [
  'breakerOpen',
  'shadowBusy',
  'tooLarge',
  'tooDeep',
  'budget',
  'raced',
  'clientGone',
  'conditional',
  'legacyFailed',
  'undecodable',
  'stopping',
] as const;
export type NotComparedReason = (typeof notComparedReasons)[number];

export const differencePlaces = ['status', 'header', 'cookie', 'body'] as const;
export type DifferencePlace = (typeof differencePlaces)[number];

export const differenceKinds = [
  'missing',
  'extra',
  'type',
  'value',
  'length',
  'order',
  'format',
  'duplicateKey',
  'status',
  'header',
  'invalid',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export const differenceWhys = [
  'sameInstant',
  'timeZone',
  'numericString',
  'rounding',
  'case',
  'whitespace',
  'unicodeForm',
  'nullVersusAbsent',
  'emptyVersusAbsent',
  'refused',
  'reset',
  'timeout',
] as const;
export type DifferenceWhy = (typeof differenceWhys)[number];

/** What of the bodies a delta keeps, the most first: all, only where and what differs, or only where and how. */
export const bodiesKept = ['full', 'differing', 'none'] as const;
export type BodiesKept = (typeof bodiesKept)[number];

/** What made an instance take a route back: one of its guard's detectors, or an operator on the instance's host. */
export const rollBackTriggers = ['mismatch', 'latency', 'breaker', 'operator'] as const;
export type RollBackTrigger = (typeof rollBackTriggers)[number];
