import { expect, test } from 'vitest';
import { explore } from './explore.ts';
import { fleetModel } from './fleet-model.ts';
import { allSafeguards } from './fleet-state.ts';

test('the promises hold in two million states: both instances roll back by themselves and four revisions are committed', () => {
  const found = explore(fleetModel(allSafeguards, { revisionsMax: 4, rollbacks: [1, 1] }), 4_000_000);
  expect(found.counterexample, JSON.stringify(found.counterexample, null, 2)).toBeNull();
  expect(found.states).toBeGreaterThan(1_500_000);
}, 600_000);
