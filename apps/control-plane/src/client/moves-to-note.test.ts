import { expect, test } from 'vitest';
import type { EvidenceRow } from '../contract.ts';
import { movesToNote } from './moves-to-note.ts';

const override: EvidenceRow = {
  id: 'override',
  atMs: 1,
  actor: 'operator',
  kind: 'promote',
  fromStage: 'shadow',
  toStage: 'guarded',
  fromShare: null,
  toShare: null,
  overridden: true,
  reason: 'known',
};
const back: EvidenceRow = {
  ...override,
  id: 'back',
  atMs: 2,
  actor: 'guard@a',
  kind: 'rollBack',
  fromStage: 'guarded',
  toStage: 'shadow',
  overridden: false,
};
const again: EvidenceRow = { ...override, id: 'again', atMs: 3, overridden: false };

test('a promotion against the gate stands until a later move takes the route back', () => {
  expect(movesToNote([override])).toEqual({ back: null, standing: [override], past: [] });
  expect(movesToNote([back, override])).toEqual({ back, standing: [], past: [override] });
});

test('after a promotion with an open gate only the override itself is left, as history', () => {
  expect(movesToNote([again, back, override])).toEqual({ back: null, standing: [], past: [override] });
});

test('a rollback by the guard is told without an override too, one by a person is not', () => {
  expect(movesToNote([back, again]).back).toBe(back);
  expect(movesToNote([{ ...back, actor: 'operator@a' }, again]).back).toBeNull();
});
