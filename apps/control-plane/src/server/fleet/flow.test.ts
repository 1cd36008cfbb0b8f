import { presetPolicies } from '@delta-guard/gate';
import { expect, test } from 'vitest';
import { healthWith } from '../testing/test-proxy.ts';
import { alarmedOn, type FleetInstance, heardWithinMs, toFlow } from './load-fleet.ts';

const nowMs = 1_700_000_000_000;
const { lagLimitMs } = presetPolicies.proven;

function heardBefore(silentMs: number, lagMs: number): FleetInstance {
  return {
    spool: '0'.repeat(32),
    instance: 'a',
    connected: silentMs < heardWithinMs,
    lastSeenMs: nowMs - silentMs,
    appliedRevision: 1,
    servedStages: ['off', 'shadow'],
    health: healthWith({ lagMs }),
  };
}

test('the silence of an instance that still counts as connected is lag of what it has not told', () => {
  expect(lagLimitMs).toBeLessThan(heardWithinMs);
  expect(toFlow([heardBefore(lagLimitMs, 0)], nowMs)).toMatchObject([{ connected: true, lagMs: lagLimitMs }]);
  expect(toFlow([heardBefore(1_000, 500)], nowMs)).toMatchObject([{ connected: true, lagMs: 1_500 }]);
});

test('one whose clock or heartbeat is ahead of ours has no lag below what it told', () => {
  expect(toFlow([heardBefore(-200, 500)], nowMs)).toMatchObject([{ lagMs: 500 }]);
});

test('one that has not told how it is has no lag that is known', () => {
  expect(toFlow([{ ...heardBefore(0, 0), health: null }], nowMs)).toMatchObject([{ lagMs: null }]);
});

test('an alarm at complete is told of the instances that are there and say so', () => {
  const alarmed = (instance: string, of: string[], silentMs = 0): FleetInstance => ({
    ...heardBefore(silentMs, 0),
    instance,
    health: healthWith({ alarmed: of }),
  });
  const fleet = [alarmed('a', ['r']), alarmed('b', ['other']), alarmed('c', ['r'], heardWithinMs)];
  expect(alarmedOn([...fleet, heardBefore(0, 0)], 'r')).toEqual(['a']);
});
