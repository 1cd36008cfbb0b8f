import { describe, expect, test } from 'vitest';
import { rank } from '../stage-machine.ts';
import { type Exploration, explore } from './explore.ts';
import { type Bounds, fleetModel } from './fleet-model.ts';
import { allSafeguards, type Fleet, type Safeguards } from './fleet-state.ts';
import { stageServed } from './fleet-steps.ts';

const bounds: Bounds = { revisionsMax: 4, rollbacks: [1, 1] };
const statesMax = 1_000_000;

function told({ states, steps, depth, counterexample }: Exploration): string {
  const searched = `${states} states, ${steps} steps, depth ${depth}`;
  if (counterexample === null) return `${searched}, nothing violated`;
  return `${searched}: ${counterexample.violated}\n  ${counterexample.trace.join('\n  ')}`;
}

describe('two instances and a control plane, whatever is lost, repeated, reordered, cut off or killed', () => {
  test.each<[string, Bounds, number]>([
    ['both roll back by themselves', { revisionsMax: 3, rollbacks: [1, 1] }, 100_000],
    ['one does, and more is committed', { revisionsMax: 4, rollbacks: [1, 0] }, 300_000],
  ])(
    'keep the promises where %s',
    (name, within, statesMin) => {
      const found = explore(fleetModel(allSafeguards, within), statesMax);
      expect(found.counterexample, told(found)).toBeNull();
      expect(found.states).toBeGreaterThan(statesMin);
      console.info(`model check, ${name}: ${told(found)}`);
    },
    120_000,
  );
});

describe('the search finds what goes wrong', () => {
  test.each<[keyof Safeguards, RegExp, string]>([
    ['compareAndSet', /has undone it/, 'a promotion commits on a version that nobody saw'],
    ['risingRevisions', /allows shadow only/, 'an instance obeys what was overtaken on the way'],
    ['namedRollbacks', /re-entered canary without/, 'any newer version lets an instance re-enter'],
    ['durableRollback', /re-entered guarded without/, 'a restart forgets the rollback'],
    [
      'configBeforeForgetting',
      /re-entered guarded without/,
      'a rollback is forgotten before the config is durable',
    ],
    ['durableBeforeApplied', /allows shadow only/, 'a config is said to be applied before it is durable'],
    ['reportKept', /rolled back in this epoch/, 'a report is sent once and not kept'],
    ['lateReports', /rolled back in this epoch/, 'a report on the version before is ignored'],
    ['newestOnConnect', /after it reconnects/, 'who connects again is told nothing'],
  ])('without %s: %s', (safeguard, violated) => {
    const found = explore(fleetModel({ ...allSafeguards, [safeguard]: false }, bounds), statesMax);
    expect(found.counterexample?.violated, told(found)).toMatch(violated);
    expect(found.counterexample?.trace.length, told(found)).toBeGreaterThan(1);
  });

  test('a counterexample is told step by step', () => {
    const found = explore(fleetModel({ ...allSafeguards, namedRollbacks: false }, bounds), statesMax);
    expect(found.counterexample).toEqual({
      violated: 'instance 1 re-entered canary without a version that names r2',
      trace: [
        'start',
        'an operator sees guarded v1 and decides for canary',
        'the promotion to canary commits as v2',
        'instance 1 rolls back by itself from guarded',
        'instance 1 gets revision 2',
      ],
    });
  });
});

describe('the search goes where it matters', () => {
  test.each<[string, (fleet: Fleet) => boolean]>([
    [
      'an instance re-enters once its rollback is named',
      ({ instances, ...fleet }) =>
        instances.some(
          (each) =>
            each.lastRollback !== null &&
            rank(stageServed({ ...fleet, instances }, each, allSafeguards)) > rank('shadow'),
        ),
    ],
    [
      'the two serve different stages',
      (fleet) => new Set(fleet.instances.map((each) => stageServed(fleet, each, allSafeguards))).size > 1,
    ],
    ['both have rolled back at once', ({ instances }) => instances.every((each) => each.rollback !== null)],
    [
      'an instance is cut off while a roll back is committed',
      ({ history, instances }) =>
        history.at(-1)?.stage === 'shadow' && instances.some((each) => !each.connected),
    ],
    ['a route is complete', ({ history }) => history.at(-1)?.stage === 'complete'],
  ])('%s', (_, isReached) => {
    const model = fleetModel(allSafeguards, bounds);
    const stateViolation = (fleet: Fleet) => (isReached(fleet) ? 'reached' : null);
    const found = explore({ ...model, stateViolation }, statesMax);
    expect(found.counterexample?.violated, told(found)).toBe('reached');
  });
});

test('a search that grows past its bound says so instead of stopping halfway', () => {
  expect(() => explore(fleetModel(allSafeguards, bounds), 1_000)).toThrow('more than 1000 states');
});
