import { checkRulePath } from '@delta-guard/compare';
import { limits, type RuleAction, type RulePlace } from '@delta-guard/protocol';
import { z } from 'zod';
import { actionNames, actionOptions, rulePlaceKinds } from './rule-actions.ts';

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

/** A rule as the form stands, without its reason: what a preview is asked for. */
export interface RuleDraft {
  routeId: string | null;
  place: RulePlace;
  action: RuleAction;
  /** The rule that it replaces. */
  ruleId: string | null;
}

const fieldNames: Partial<Record<keyof RuleForm, string>> = {
  path: 'Path',
  name: 'Name',
  action: 'Action',
  pattern: 'Pattern',
  withinMs: 'Time',
};

/** The first thing for which a draft cannot be tried; null where it can. */
export function draftProblem(form: RuleForm): string | null {
  const parsed = ruleFormSchema.safeParse({ ...form, reason: 'not asked for yet' });
  const issue = parsed.error?.issues[0];
  if (issue === undefined) return null;
  const field = Object.entries(fieldNames).find(([name]) => name === issue.path[0])?.[1];
  return field === undefined ? issue.message : `${field}: ${issue.message}`;
}

/** Null while place or action cannot be saved as they are. */
export function draftOf(form: RuleForm, ruleId: string | null): RuleDraft | null {
  const parsed = ruleFormSchema.safeParse({ ...form, reason: 'not asked for yet' });
  if (!parsed.success) return null;
  const { routeId } = parsed.data;
  return { routeId: routeId || null, place: placeOf(parsed.data), action: actionOf(parsed.data), ruleId };
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
