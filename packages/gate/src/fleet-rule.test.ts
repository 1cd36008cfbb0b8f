import { describe, expect, test } from 'vitest';
import { answerReport, type CommittedRoute, stageOnNewBuild } from './fleet-rule.ts';
import { type Stage, stageOrder } from './stage.ts';

const canary: CommittedRoute = { version: 7, stage: 'canary', epochFromVersion: 4, rollbacksNamed: ['r0'] };
const report = { routeVersion: 7, rollbackId: 'r1' };

describe('a report of a roll back by an instance', () => {
  test.each(['guarded', 'canary', 'live'] as const)('takes the whole fleet back from %s', (stage) => {
    expect(answerReport({ ...canary, stage }, report)).toBe('rollBack');
  });

  test('counts on an older version of the same epoch: a promotion has overtaken it, not a proof', () => {
    expect(answerReport(canary, { ...report, routeVersion: 4 })).toBe('rollBack');
  });

  test('from before the present epoch is only named', () => {
    expect(answerReport(canary, { ...report, routeVersion: 3 })).toBe('name');
  });

  test.each(['off', 'shadow', 'complete'] as const)('changes nothing in %s but that it is named', (stage) => {
    expect(answerReport({ ...canary, stage }, report)).toBe('name');
  });

  test('that comes again is known', () => {
    expect(answerReport(canary, { ...report, rollbackId: 'r0' })).toBe('known');
  });
});

describe('a new build', () => {
  const all: ReadonlySet<Stage> = new Set(stageOrder);
  const stages = (choice: 'keep' | 'guarded' | 'shadow', served = all) =>
    stageOrder.map((stage) => stageOnNewBuild(stage, choice, served));

  test('keeps the stage where the policy says so', () => {
    expect(stages('keep')).toEqual(stageOrder);
  });

  test('goes back to guarded from where clients get its answers unchecked, and never forward', () => {
    expect(stages('guarded')).toEqual(['off', 'shadow', 'guarded', 'guarded', 'guarded', 'complete']);
  });

  test('goes back to shadow where the policy says so, or guarded is not served', () => {
    const back = ['off', 'shadow', 'shadow', 'shadow', 'shadow', 'complete'];
    expect(stages('shadow')).toEqual(back);
    expect(stages('guarded', new Set<Stage>(['off', 'shadow', 'live']))).toEqual(back);
  });
});
