import { checkRulePath } from '@delta-guard/compare';
import { limits, type RuleAction, type RulePlace } from '@delta-guard/protocol';
import { z } from 'zod';

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

const number = (what: string) =>
  z
    .string()
    .trim()
    .refine(
      (text) => text === '' || (Number.isFinite(Number(text)) && Number(text) >= 0),
      `${what} is a number of at least 0`,
    );

/** What a person types; text throughout, so that a half-typed figure is no error of its own. */
export const ruleFormSchema = z
  .object({
    /** Empty binds all routes. */
    routeId: z.string(),
    place: z.enum(rulePlaceKinds),
    path: z.string().trim().max(limits.pathLengthMax),
    name: z.string().trim().max(256),
    action: z.enum(actionNames),
    absolute: number('A tolerance'),
    relativePercent: number('A share'),
    withinMs: number('A time'),
    key: z.string().trim().max(256),
    pattern: z.string().max(1_024),
    reason: z
      .string()
      .trim()
      .min(1, 'Say why: whoever comes after you will ask')
      .max(500, 'At most 500 characters'),
  })
  .superRefine((form, context) => {
    for (const { field, message } of problems(form))
      context.addIssue({ code: 'custom', path: [field], message });
  });
export type RuleForm = z.infer<typeof ruleFormSchema>;

function problems(form: Omit<RuleForm, 'routeId' | 'reason'>): { field: keyof RuleForm; message: string }[] {
  const found: { field: keyof RuleForm; message: string }[] = [];
  if (form.place === 'body') {
    const checked = checkRulePath(form.path);
    if (!checked.ok) found.push({ field: 'path', message: pathProblem(checked) });
  }
  if ((form.place === 'header' || form.place === 'cookie') && form.name === '')
    found.push({ field: 'name', message: 'Give the name' });
  if (!actionOptions[form.action].places.includes(form.place))
    found.push({ field: 'action', message: 'This has no meaning there' });
  if (form.action === 'tolerance' && form.absolute === '' && form.relativePercent === '') {
    found.push({ field: 'absolute', message: 'Give one of the two' });
  }
  if (form.action === 'tolerance' && Number(form.relativePercent) > 100)
    found.push({ field: 'relativePercent', message: 'At most 100' });
  if (form.action === 'sameInstant' && !/^\d*$/.test(form.withinMs))
    found.push({ field: 'withinMs', message: 'Whole milliseconds' });
  if (form.action === 'pattern' && form.pattern === '')
    found.push({ field: 'pattern', message: 'Give the pattern' });
  return found;
}

/** Where a path stops being one, counted as people count. */
function pathProblem({ position, message }: { position: number; message: string }): string {
  return `Character ${position + 1}: ${message}`;
}

export const emptyRuleForm: RuleForm = {
  routeId: '',
  place: 'body',
  path: '$.',
  name: '',
  action: 'ignore',
  absolute: '',
  relativePercent: '',
  withinMs: '',
  key: '',
  pattern: '',
  reason: '',
};

export function placeOf({ place, path, name }: RuleForm): RulePlace {
  switch (place) {
    case 'body':
      return { in: 'body', path };
    case 'header':
    case 'cookie':
      return { in: place, name };
    case 'status':
      return { in: 'status' };
  }
}

export function actionOf(form: RuleForm): RuleAction {
  switch (form.action) {
    case 'tolerance':
      return {
        do: 'tolerance',
        ...(form.absolute === '' ? {} : { absolute: Number(form.absolute) }),
        ...(form.relativePercent === '' ? {} : { relative: Number(form.relativePercent) / 100 }),
      };
    case 'sameInstant':
      return { do: 'sameInstant', withinMs: Number(form.withinMs) };
    case 'unordered':
      return { do: 'unordered', ...(form.key === '' ? {} : { key: form.key }) };
    case 'pattern':
      return { do: 'pattern', pattern: form.pattern };
    default:
      return { do: form.action };
  }
}

/** A rule as the form shows it. */
export function formOf(rule: {
  routeId: string | null;
  place: RulePlace;
  action: RuleAction;
  reason: string;
}): RuleForm {
  const { place, action } = rule;
  return {
    ...emptyRuleForm,
    routeId: rule.routeId ?? '',
    reason: rule.reason,
    place: place.in,
    path: place.in === 'body' ? place.path : emptyRuleForm.path,
    name: place.in === 'header' || place.in === 'cookie' ? place.name : '',
    action: action.do,
    absolute: action.do === 'tolerance' && action.absolute !== undefined ? String(action.absolute) : '',
    relativePercent:
      action.do === 'tolerance' && action.relative !== undefined ? String(action.relative * 100) : '',
    withinMs: action.do === 'sameInstant' ? String(action.withinMs) : '',
    key: action.do === 'unordered' ? (action.key ?? '') : '',
    pattern: action.do === 'pattern' ? action.pattern : '',
  };
}
