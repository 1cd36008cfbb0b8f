import { describe, expect, test } from 'vitest';
import { explainPolicy } from './explain-policy.ts';
import { type Policy, policyNames } from './policy.ts';
import { presetPolicies } from './policy-presets.ts';

const { proven, story, trial } = presetPolicies;
const noteOn = (policy: Policy, member: keyof Policy, perSecond = 10) => {
  const found = explainPolicy(policy, perSecond).notes.find(({ members }) => members.includes(member));
  if (found === undefined) throw new Error(`no note on ${member}`);
  return found;
};

describe('a policy in words', () => {
  test('explains every member of a policy that asks for all', () => {
    const told = new Set(explainPolicy(proven, 10).notes.flatMap(({ members }) => members));
    expect([...told].sort()).toEqual(Object.keys(proven).sort());
  });

  test.each(policyNames)('tells %s in whole sentences, with or without traffic', (name) => {
    for (const perSecond of [0, 0.001, 0.5, 7, 10_000]) {
      for (const { means, costs, requests, hours } of explainPolicy(presetPolicies[name], perSecond).notes) {
        for (const words of [means, costs ?? 'None.']) {
          expect(words).toMatch(/^[A-Z].*\.$/);
          expect(words).not.toMatch(/NaN|Infinity|undefined|null/);
        }
        expect(requests === null || requests > 0).toBe(true);
        expect(hours === null || (hours >= 0 && Number.isFinite(hours))).toBe(true);
      }
    }
  });

  test('says how long the proof takes at the present rate', () => {
    const evidence = explainPolicy(proven, 10).notes.find(({ requests }) => requests === 43_323);
    expect(evidence?.hours).toBeCloseTo(43_323 / 36_000, 6);
    expect(evidence?.costs).toBe(
      'That takes 43,323 comparisons (1 h 12 min at 10 a second) without a mismatch, 73,794 with one, and 55,381 in a second epoch, after a new build or rule.',
    );
  });

  test('says that a full window of 10,000 forgives not one mismatch, and one of 200 at 1 % one', () => {
    expect(noteOn(proven, 'windowSize').means).toContain('not one may be a mismatch');
    expect(noteOn(trial, 'windowSize').means).toContain('at most 1 mismatch');
    expect(noteOn(proven, 'windowSize').costs).toContain('10,000 comparisons (16 min 40 s at 10 a second)');
  });

  test('says how many pairs the latency takes', () => {
    expect(noteOn(proven, 'overheadLimitMs')).toMatchObject({ requests: 431 });
  });

  test('says after how many requests the guard finds each fault that it looks for', () => {
    const notes = explainPolicy(proven, 10).notes.filter(({ members }) =>
      members.includes('guardMismatchRates'),
    );
    expect(notes).toHaveLength(4);
    const expected = [7_348, 399, 31, 3];
    notes.forEach(({ requests }, at) => {
      expect(Math.abs((requests ?? 0) / (expected[at] ?? 0) - 1)).toBeLessThan(0.15);
    });
    expect(notes[1]?.means).toMatch(
      /^A fault with 1 % mismatches is found after \d+ comparisons \(\d+ s at 10 a second\) on average, in 95 of 100 cases within \d+\.$/,
    );
  });

  test('says how far apart false alarms are, in requests and days', () => {
    expect(noteOn(proven, 'guardAlarmAt')).toMatchObject({ requests: 1e7 });
    expect(noteOn(proven, 'guardAlarmAt').costs).toContain(
      '10,000,000 comparisons (11 d 13 h at 10 a second)',
    );
  });

  test('says what is switched off, and warns', () => {
    const deaf = { ...proven, guardOnMismatch: false, guardOnBreaker: false };
    expect(noteOn(deaf, 'guardOnMismatch').means).toContain('does not look at mismatches');
    expect(noteOn(deaf, 'guardOnBreaker').means).toContain('The breaker is off');
    expect(explainPolicy(deaf, 10).warnings).toHaveLength(2);
  });

  test('explains only the conditions that the policy asks for, and names those it does not', () => {
    const { notes } = explainPolicy(story, 10);
    expect(notes.some(({ members }) => members.includes('coverageMin'))).toBe(false);
    expect(notes[0]?.means).toBe(
      'The gate asks for window, latency, calm, and not for evidence, coverage, soak, spread, flow.',
    );
  });
});

describe('the way from shadow to live', () => {
  test('takes a day and five steps of an hour where traffic is plenty', () => {
    expect(explainPolicy(proven, 100)).toMatchObject({
      hoursToLive: 29,
      words: 'From shadow to live in 1 d 5 h at the earliest, with clean traffic as at present.',
    });
  });

  test('takes as long as the proof where traffic is scarce', () => {
    expect(explainPolicy(proven, 0.1).hoursToLive).toBeCloseTo(43_323 / 360 + 5, 6);
  });

  test('takes seconds for trial', () => {
    expect(explainPolicy(trial, 100).hoursToLive).toBeCloseTo(431 / 100 / 3_600, 6);
  });

  test('cannot be told without traffic', () => {
    expect(explainPolicy(proven, 0)).toMatchObject({
      hoursToLive: null,
      words: expect.stringContaining('no traffic'),
    });
    expect(noteOn(proven, 'windowSize', 0).costs).toContain('no traffic comes at present');
  });
});
