import { expect, test } from 'vitest';
import { judgeBuild, type RunningBuild } from './build-verdict.ts';

const running: RunningBuild = {
  build: 'b',
  buildSeenAtS: 1_000,
  startedAtS: 900,
  rulesRevision: 7,
  hasEvidence: true,
};
const seen = (build: string, seenAtS = 1_001, revision = 7) => ({ build, seenAtS, revision });

test('a build that was never seen begins an epoch, also where it comes late and under older rules', () => {
  expect(judgeBuild(seen('c'), running, false)).toBe('begin');
  expect(judgeBuild(seen('c', 10, 3), running, false)).toBe('begin');
});

test('the first build of a route names the running epoch only where that holds no evidence', () => {
  const nameless = { ...running, build: null, buildSeenAtS: null };
  expect(judgeBuild(seen('c'), { ...nameless, hasEvidence: false }, false)).toBe('name');
  expect(judgeBuild(seen('c'), nameless, false)).toBe('begin');
});

test('an older build is a straggler as long as the newer one answers, and was put back once it answers alone', () => {
  expect(judgeBuild(seen('a', 1_060), running, true)).toBe('older');
  expect(judgeBuild(seen('a', 1_061), running, true)).toBe('begin');
  expect(judgeBuild(seen('a', 1_061, 6), running, true)).toBe('older');
  expect(judgeBuild(seen('b', 1_061), running, true)).toBe('running');
});

test('an announced build has an hour to arrive', () => {
  const announced = { ...running, buildSeenAtS: null };
  expect(judgeBuild(seen('a', 4_500), announced, true)).toBe('older');
  expect(judgeBuild(seen('a', 4_501), announced, true)).toBe('begin');
});
