import type { RuleAction, RulePlace } from '@delta-guard/protocol';
import { ruleActionSchema, rulePlaceSchema } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { actionNames, actionsFor } from './rule-actions.ts';
import {
  actionOf,
  draftOf,
  draftProblem,
  emptyRuleForm,
  formOf,
  placeOf,
  ruleFormSchema,
} from './rule-form.ts';

const valid = { ...emptyRuleForm, path: '$.requestId', reason: 'random' };

function messages(form: typeof valid): Record<string, string> {
  const parsed = ruleFormSchema.safeParse(form);
  return parsed.success
    ? {}
    : Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
}

test('a path that is none is refused with the place where it breaks', () => {
  expect(messages({ ...valid, path: '$.a[' }).path).toMatch(/^Character 5: /);
  expect(messages(valid)).toEqual({});
});

test('a rule needs a reason', () => {
  expect(messages({ ...valid, reason: '  ' })).toHaveProperty('reason');
});

test('a tolerance needs a figure, a header its name, a pattern its text', () => {
  expect(messages({ ...valid, action: 'tolerance' })).toHaveProperty('absolute');
  expect(messages({ ...valid, action: 'tolerance', absolute: 'x' })).toHaveProperty('absolute');
  expect(messages({ ...valid, place: 'header' })).toHaveProperty('name');
  expect(messages({ ...valid, action: 'pattern' })).toHaveProperty('pattern');
});

test.each([
  ['$.[', 'Path: Character 3: expected a member name or *'],
  ['$.a[', 'Path: Character 5: expected a name in quotes, an index, a slice or *'],
  ['$', null],
])('what keeps the draft %s from being tried is said with its place', (path, problem) => {
  expect(draftProblem({ ...valid, reason: '', path })).toBe(problem);
});

test('an action is only offered where it has a meaning', () => {
  expect(actionsFor('status')).toEqual(['ignore', 'sameClass']);
  expect(messages({ ...valid, place: 'status', action: 'unordered' })).toHaveProperty('action');
});

describe('what the form makes is what the wire takes, and comes back unchanged', () => {
  const rules: { place: RulePlace; action: RuleAction }[] = [
    { place: { in: 'body', path: '$.a' }, action: { do: 'tolerance', absolute: 0.01, relative: 0.5 } },
    { place: { in: 'body', path: '$.t' }, action: { do: 'sameInstant', withinMs: 5 } },
    { place: { in: 'body', path: '$.l' }, action: { do: 'unordered', key: 'id' } },
    { place: { in: 'header', name: 'x' }, action: { do: 'pattern', pattern: '^a$' } },
    { place: { in: 'cookie', name: 'c' }, action: { do: 'ignore' } },
    { place: { in: 'status' }, action: { do: 'sameClass' } },
  ];
  test.each(rules)('$action.do', ({ place, action }) => {
    const form = formOf({ routeId: null, place, action, reason: 'because' });
    expect(ruleFormSchema.safeParse(form).success).toBe(true);
    expect(placeOf(form)).toEqual(place);
    expect(actionOf(form)).toEqual(action);
  });

  test('every action the form knows is one of the wire', () => {
    for (const action of actionNames) {
      const made = actionOf({ ...valid, action, absolute: '1', withinMs: '1', pattern: 'x' });
      expect(ruleActionSchema.safeParse(made).success, action).toBe(true);
    }
    expect(rulePlaceSchema.safeParse(placeOf(valid)).success).toBe(true);
  });
});

test('a draft can be tried before it has a reason, but not while place or action are wrong', () => {
  expect(draftOf({ ...valid, reason: '' }, null)).toEqual({
    routeId: null,
    place: { in: 'body', path: '$.requestId' },
    action: { do: 'ignore' },
    ruleId: null,
  });
  expect(draftOf({ ...valid, path: '$.a[' }, null)).toBeNull();
  expect(draftOf({ ...valid, action: 'pattern' }, null)).toBeNull();
});
