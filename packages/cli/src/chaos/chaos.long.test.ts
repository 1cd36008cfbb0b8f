import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

const seed = Number(process.env.DELTA_GUARD_TEST_SEED ?? Math.floor(Date.now() / 86_400_000));
const seconds = Number(process.env.DELTA_GUARD_TEST_SECONDS ?? 300);
/** A killed worker takes its connections along: those in flight break, and those that were being opened. */
const brokenPerKill = 64;
const aroundKillMs = 2_000;

test('candidate, workers, control plane and disk fail under load: clients hear the legacy, but those of a killed worker', async () => {
  const result = await runChaos({ perSecond: 400, seconds, seed, everyMs: 4_000 });
  const { load, workerKillsAtMs, stored, done } = result;
  const { sent, good, broken, wrong } = load;
  console.log(JSON.stringify({ seed, done, stored, sent, good, broken: broken.length, wrong: wrong.length }));
  expect(wrong).toEqual([]);
  const atKill = ({ atMs }: { atMs: number }) =>
    workerKillsAtMs.some((killedMs) => atMs >= killedMs - 100 && atMs <= killedMs + aroundKillMs);
  expect(broken.filter((each) => !atKill(each))).toEqual([]);
  expect(broken.length).toBeLessThanOrEqual(workerKillsAtMs.length * brokenPerKill);
  for (const count of Object.values(done)) expect(count).toBeGreaterThan(0);
  expect(stored.eligible).toBeLessThanOrEqual(sent);
});
