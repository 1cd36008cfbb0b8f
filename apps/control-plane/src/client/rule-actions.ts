import type { RuleAction } from '@delta-guard/protocol';

export const rulePlaceKinds = ['body', 'header', 'cookie', 'status'] as const;
export type RulePlaceKind = (typeof rulePlaceKinds)[number];

type ActionName = RuleAction['do'];

interface ActionOption {
  label: string;
  /** What it does, for those who choose it the first time. */
  hint: string;
  /** Where it has a meaning. */
  places: readonly RulePlaceKind[];
  fields: readonly ActionField[];
}

/** A figure or text that an action needs besides its name. */
export type ActionField = 'absolute' | 'relativePercent' | 'withinMs' | 'key' | 'pattern';

const bodyOnly = ['body'] as const;
const texts = ['body', 'header', 'cookie'] as const;

/** What a rule can do, in the order in which it is offered. */
export const actionOptions: Record<ActionName, ActionOption> = {
  ignore: {
    label: 'Ignore',
    hint: 'Whatever is there, with all that is inside it, does not count.',
    places: rulePlaceKinds,
    fields: [],
  },
  tolerance: {
    label: 'Allow numbers to differ a little',
    hint: 'Numbers within the tolerance count as equal; either figure is enough.',
    places: texts,
    fields: ['absolute', 'relativePercent'],
  },
  sameInstant: {
    label: 'Same moment, however it is written',
    hint: 'Times that name the same instant count as equal. A lost time zone still differs.',
    places: texts,
    fields: ['withinMs'],
  },
  unordered: {
    label: 'Any order',
    hint: 'Elements may stand in another order; with a key they are paired by it.',
    places: ['body', 'header'],
    fields: ['key'],
  },
  nullEqualsAbsent: {
    label: 'Null equals absent',
    hint: 'A member that is null counts as one that is not there.',
    places: bodyOnly,
    fields: [],
  },
  caseInsensitive: {
    label: 'Any letter case',
    hint: 'Upper and lower case count as equal.',
    places: texts,
    fields: [],
  },
  pattern: {
    label: 'Both match a pattern',
    hint: 'Both values must match it; what they are does not count.',
    places: texts,
    fields: ['pattern'],
  },
  coerceType: {
    label: 'A number equals its text',
    hint: '12.5 and "12.5" count as equal.',
    places: bodyOnly,
    fields: [],
  },
  equalText: {
    label: 'Strictly the same text',
    hint: 'Stricter than usual: 1.0 and 1 differ.',
    places: ['body', 'header'],
    fields: [],
  },
  sameClass: {
    label: 'Same class of status',
    hint: '200 and 204 count as equal, 200 and 404 do not.',
    places: ['status'],
    fields: [],
  },
};

export const actionNames = Object.keys(actionOptions).filter(
  (name): name is ActionName => name in actionOptions,
);

export function actionsFor(place: RulePlaceKind): ActionName[] {
  return actionNames.filter((name) => actionOptions[name].places.includes(place));
}
