import { describe, expect, test } from 'vitest';
import { freshness, type LocalRollback, type ObeyedRoute, servedStage } from './instance-rule.ts';
import { stageOrder } from './stage.ts';
import { rank } from './stage-machine.ts';

const live: ObeyedRoute = {
  version: 7,
  stage: 'live',
  rollbacksNamed: [],
  leaseMs: 30_000,
  onLeaseLost: 'keep',
};
const rollback: LocalRollback = { routeVersion: 7, rollbackId: 'r1' };
const linked = { rollback: null, silentMs: 0 };

describe('an instance', () => {
  test.each(stageOrder)('serves %s where the config says so and nothing holds it back', (stage) => {
    expect(servedStage({ ...live, stage }, linked)).toEqual({ stage, heldBack: null });
  });

  test('stays in shadow after its own rollback, whatever the same version says', () => {
    expect(servedStage(live, { ...linked, rollback })).toEqual({ stage: 'shadow', heldBack: 'rollback' });
    const named = { ...live, rollbacksNamed: ['r1'] };
    expect(servedStage(named, { ...linked, rollback }).stage).toBe('shadow');
  });

  test('stays in shadow under newer versions that do not know of its rollback', () => {
    const newer = { ...live, version: 9, rollbacksNamed: ['r0', 'r2'] };
    expect(servedStage(newer, { ...linked, rollback })).toEqual({ stage: 'shadow', heldBack: 'rollback' });
  });

  test('re-enters with a newer version that names its rollback', () => {
    const newer = { ...live, version: 8, rollbacksNamed: ['r0', 'r1'] };
    expect(servedStage(newer, { ...linked, rollback })).toEqual({ stage: 'live', heldBack: null });
  });

  test('goes further back than its rollback when it is told to', () => {
    expect(servedStage({ ...live, stage: 'off' }, { ...linked, rollback }).stage).toBe('off');
  });

  test('never serves a later stage than that of the config', () => {
    for (const stage of stageOrder)
      for (const onLeaseLost of ['keep', 'shadow'] as const)
        for (const held of [null, rollback])
          for (const silentMs of [0, 60_000]) {
            const served = servedStage({ ...live, stage, onLeaseLost }, { rollback: held, silentMs });
            expect(rank(served.stage)).toBeLessThanOrEqual(rank(stage));
          }
  });
});

describe('without a word of the control plane', () => {
  const careful: ObeyedRoute = { ...live, onLeaseLost: 'shadow' };

  test('it keeps its stage by default, however long', () => {
    expect(servedStage(live, { rollback: null, silentMs: 1e9 }).stage).toBe('live');
  });

  test('it goes to shadow when the lease is lost, where the policy says so, and back when it hears again', () => {
    const at = (silentMs: number) => servedStage(careful, { rollback: null, silentMs });
    expect(at(30_000)).toEqual({ stage: 'live', heldBack: null });
    expect(at(30_001)).toEqual({ stage: 'shadow', heldBack: 'lease' });
    expect(at(0)).toEqual({ stage: 'live', heldBack: null });
  });

  test('a complete route keeps its candidate: the legacy may be switched off', () => {
    expect(servedStage({ ...careful, stage: 'complete' }, { rollback: null, silentMs: 1e9 }).stage).toBe(
      'complete',
    );
  });

  test('an off route stays off', () => {
    expect(servedStage({ ...careful, stage: 'off' }, { rollback: null, silentMs: 1e9 }).stage).toBe('off');
  });
});

describe('a config that is offered', () => {
  const held = { revision: 5, routes: [{ id: 'a', version: 3 }] };

  test('is taken as the first, and when its revision is newer', () => {
    expect(freshness(null, held).code).toBe('newer');
    expect(freshness(held, { revision: 6, routes: [{ id: 'a', version: 3 }] }).code).toBe('newer');
    expect(freshness(held, { revision: 9, routes: [{ id: 'a', version: 4 }] }).code).toBe('newer');
  });

  test('is refused when it was repeated or overtaken on the way', () => {
    expect(freshness(held, held)).toMatchObject({ code: 'same' });
    expect(freshness(held, { revision: 4, routes: [{ id: 'a', version: 9 }] })).toEqual({
      code: 'older',
      words: 'revision 4 was offered, 5 is obeyed already',
    });
  });

  test('is refused when a route fell, and names it', () => {
    const fell = {
      revision: 6,
      routes: [
        { id: 'b', version: 1 },
        { id: 'a', version: 2 },
      ],
    };
    expect(freshness(held, fell)).toMatchObject({ code: 'versionFell', routeId: 'a' });
  });

  test('may add and drop routes', () => {
    expect(freshness(held, { revision: 6, routes: [{ id: 'b', version: 1 }] }).code).toBe('newer');
    expect(freshness(held, { revision: 6, routes: [] }).code).toBe('newer');
  });
});
