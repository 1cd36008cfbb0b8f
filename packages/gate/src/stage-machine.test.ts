import { describe, expect, test } from 'vitest';
import { checkMove, type MoveRequest } from './check-move.ts';
import { type Stage, stageOrder } from './stage.ts';
import { legalMoves, moves, movesOf, nextStage, rollBackStage } from './stage-machine.ts';

const three: ReadonlySet<Stage> = new Set(['off', 'shadow', 'live']);
const all: ReadonlySet<Stage> = new Set(stageOrder);

const pairs = (served: ReadonlySet<Stage>) => movesOf(served).map((move) => `${move.from} ${move.to}`);

describe('the machine', () => {
  test('goes forward one stage at a time and back to shadow or off', () => {
    expect(pairs(all)).toEqual([
      'off shadow',
      'shadow guarded',
      'shadow off',
      'guarded canary',
      'guarded shadow',
      'guarded off',
      'canary live',
      'canary shadow',
      'canary off',
      'live complete',
      'live shadow',
      'live off',
      'complete shadow',
      'complete off',
    ]);
  });

  test('skips stages that are not served', () => {
    expect(pairs(three)).toEqual(['off shadow', 'shadow live', 'shadow off', 'live shadow', 'live off']);
    expect(nextStage('shadow', three)).toBe('live');
    expect(nextStage('shadow', all)).toBe('guarded');
    expect(nextStage('live', three)).toBeNull();
    expect(nextStage('complete', all)).toBeNull();
  });

  test('never skips shadow: nothing would be proven', () => {
    expect(nextStage('off', new Set<Stage>(['off', 'live']))).toBeNull();
  });

  test('leads back from a stage that is not served any more', () => {
    expect(legalMoves('canary', three).map((move) => move.to)).toEqual(['live', 'shadow', 'off']);
    expect(rollBackStage('canary', three)).toBe('shadow');
  });

  test('rolls back to shadow from beyond it and to off from shadow', () => {
    expect(stageOrder.map((stage) => rollBackStage(stage, all))).toEqual([
      null,
      'off',
      'shadow',
      'shadow',
      'shadow',
      'shadow',
    ]);
  });

  test('asks for an open gate on every way forward but into shadow, and on no way back', () => {
    for (const move of moves) {
      const gated = move.kind === 'promote' && move.from !== 'off';
      expect(move.needs.includes('openGate')).toBe(gated);
    }
  });

  test('begins a new epoch and a cool-down whenever the candidate loses clients, and never on the way forward', () => {
    for (const { from, kind, effect } of moves) {
      const loses = kind === 'rollBack' && from !== 'shadow';
      expect(effect).toMatchObject({ newEpoch: loses, coolDown: loses });
    }
  });

  test('lets the guard roll back to shadow where the legacy is still called, and do nothing else', () => {
    const guards = moves
      .filter((move) => move.who.includes('guard'))
      .map((move) => `${move.from} ${move.to}`);
    expect(guards).toEqual(['guarded shadow', 'canary shadow', 'live shadow']);
  });

  test('tells clients what each move does, in a sentence', () => {
    for (const move of moves) expect(move.effect.words).toMatch(/^From the next request on .*\.$/);
  });
});

describe('a move', () => {
  const request: MoveRequest = { from: 'shadow', to: 'live', method: 'GET', served: three, gateOpen: true };
  const code = (change: Partial<MoveRequest>) => {
    const verdict = checkMove({ ...request, ...change });
    return verdict.allowed ? 'allowed' : verdict.code;
  };

  test('forward needs an open gate', () => {
    expect(code({})).toBe('allowed');
    expect(code({ gateOpen: false })).toBe('gateClosed');
    expect(code({ gateOpen: false, override: true })).toBe('allowed');
  });

  test('into shadow needs none', () => {
    expect(code({ from: 'off', to: 'shadow', gateOpen: false })).toBe('allowed');
  });

  test.each(['shadow', 'off'] as const)('back to %s is never gated', (to) => {
    expect(code({ from: 'live', to, gateOpen: false })).toBe('allowed');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get'])(
    'of a %s route leads to off only, override included',
    (method) => {
      for (const to of ['shadow', 'live'] as const) {
        expect(code({ from: 'off', to, method })).toBe('unsafeMethod');
        expect(code({ from: 'off', to, method, override: true })).toBe('unsafeMethod');
      }
      expect(code({ from: 'shadow', to: 'off', method })).toBe('allowed');
    },
  );

  test.each(['GET', 'HEAD', 'OPTIONS'])('of a %s route is free', (method) => {
    expect(code({ from: 'off', to: 'shadow', method })).toBe('allowed');
  });

  test('that skips a stage, or leads to where it comes from, is refused with the ways there are', () => {
    const verdict = checkMove({ ...request, from: 'off' });
    expect(verdict).toEqual({
      allowed: false,
      code: 'noSuchMove',
      reason: 'From off a route goes to shadow, not to live.',
    });
    expect(code({ to: 'shadow' })).toBe('sameStage');
    expect(code({ to: 'guarded' })).toBe('notServed');
    expect(code({ from: 'live', to: 'guarded', served: all })).toBe('noSuchMove');
  });

  test('by the guard is a rollback to shadow, never a promotion', () => {
    expect(code({ actor: 'guard' })).toBe('notAllowed');
    expect(code({ actor: 'guard', from: 'live', to: 'shadow' })).toBe('allowed');
    expect(code({ actor: 'guard', from: 'live', to: 'off' })).toBe('notAllowed');
    expect(code({ actor: 'guard', from: 'complete', to: 'shadow', served: all, legacyProbed: true })).toBe(
      'notAllowed',
    );
  });

  test('by automatic advance is gated as any other', () => {
    expect(code({ actor: 'automatic' })).toBe('allowed');
    expect(code({ actor: 'automatic', gateOpen: false })).toBe('gateClosed');
    expect(code({ actor: 'automatic', from: 'live', to: 'shadow' })).toBe('notAllowed');
  });

  test('back from complete waits until every instance has reached the legacy', () => {
    const back = { from: 'complete', to: 'shadow', served: all } as const;
    expect(code(back)).toBe('legacyNotProbed');
    expect(code({ ...back, legacyProbed: true })).toBe('allowed');
  });
});
