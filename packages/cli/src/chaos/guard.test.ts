import { afterAll, beforeAll, expect, test } from 'vitest';
import { clients, type GuardStand, provenInFewSteps, proxies, startGuardStand } from './guard-stand.ts';
import { runNewBuild } from './run-builds.ts';
import { runClicks } from './run-clicks.ts';
import { runCutOff, runOwnRollBack } from './run-cut-off.ts';
import { runDetection } from './run-detection.ts';
import { runGuarded } from './run-guarded.ts';
import { runPass } from './run-pass.ts';

const perSecond = 200;
const timeoutMs = 300_000;
/** Others may need the machine; the long runs hold the times that are promised. */
const patienceMs = 10_000;

/** The tally of the second in which the instance saw it may be stored before its own word: then it is the fleet's guard. */
const byWhom = new RegExp(`^guard@(?:proxy-${proxies - 1}|fleet)$`);

let stand: GuardStand;
beforeAll(async () => {
  stand = await startGuardStand();
}, timeoutMs);
afterAll(() => stand?.stop());

test(
  'an equal candidate goes through every stage as the gates open, and back from complete',
  async () => {
    const pass = await runPass(stand, perSecond);
    const canary = ['canary', 'canary', 'canary', 'canary'];
    expect(pass.stages).toEqual(['shadow', 'guarded', ...canary, 'live', 'complete', 'shadow']);
    expect(pass.steps.map(({ share }) => share)).toEqual([0.01, 0.05, 0.25, 0.5]);
    for (const { divided, lost } of pass.steps) expect({ divided, lost }).toEqual({ divided: 0, lost: 0 });
    expect(pass.steps.at(-1)?.onCandidate).toBeGreaterThan(clients / 4);
    expect(pass.steps.at(-1)?.onCandidate).toBeLessThan((3 * clients) / 4);
    expect(pass).toMatchObject({ wrong: [], broken: [], legacyAtComplete: 0, overridden: 0 });
    expect(pass.legacyAfter).toBeGreaterThan(perSecond / 2);
  },
  timeoutMs,
);

test.each(['canary', 'live'] as const)(
  'a new build during %s begins an epoch, closes the gate and goes back to guarded',
  async (from) => {
    const { appliedMs, ...result } = await runNewBuild(stand, { from, build: `to-${from}`, perSecond });
    expect(result).toEqual({
      from,
      to: 'guarded',
      gateOpen: false,
      epochsBegun: 1,
      startedBy: 'build',
      build: `to-${from}`,
    });
    expect(appliedMs).toBeLessThan(patienceMs);
  },
  timeoutMs,
);

test.each([
  { instances: 1, share: 0.1, comparisonsMax: 160, aloneMax: 160 },
  { instances: 3, share: 0.1, comparisonsMax: 250, aloneMax: 160 },
  { instances: 1, share: 0.01, comparisonsMax: 2_000, aloneMax: 2_000 },
])(
  '$instances under load: a fault of $share in a live route is rolled back within $comparisonsMax comparisons',
  async ({ instances, share, comparisonsMax, aloneMax }) => {
    await stand.setPolicy(provenInFewSteps);
    const run = await runDetection(stand, { instances, perSecond, fault: { share, seed: 1 } });
    expect(run).toMatchObject({ trigger: 'mismatch', broken: 0 });
    expect(run.comparisons).toBeLessThanOrEqual(comparisonsMax);
    expect(run.wrong).toBeGreaterThan(0);
    // The others hear of it from the control plane; each would go back by itself too.
    expect(run.answered).toBeLessThanOrEqual(instances * aloneMax + run.inFlightMax);
    if (instances === 1) expect(run.wrongAfterAlarm).toBeLessThanOrEqual(run.inFlightMax);
    expect(run.shadowed).toBeGreaterThan(0);
  },
  timeoutMs,
);

test(
  'a guarded route shows none of a fault to any client',
  async () => {
    const run = { perSecond, requests: 2 * perSecond, shares: [0.1, 1], seed: 1 };
    const { load, wrongByCandidate, servedByCandidate } = await runGuarded(stand, run);
    expect(load).toMatchObject({ wrong: [], broken: [] });
    expect(wrongByCandidate).toBeGreaterThan(run.requests);
    expect(servedByCandidate).toBeGreaterThan(0);
  },
  timeoutMs,
);

test(
  'P9: a click on roll back is in force on every instance',
  async () => {
    const clicks = await runClicks(stand, { clicks: 5, perSecond });
    expect(clicks).toHaveLength(5);
    for (const { appliedMs, firstLegacyMs } of clicks)
      expect(Math.max(appliedMs, firstLegacyMs)).toBeLessThan(patienceMs);
  },
  timeoutMs,
);

test(
  'P9: an instance that was cut off during a rollback obeys it once it hears of it',
  async () => {
    const { backMs, ...run } = await runCutOff(stand);
    expect(run).toEqual({
      appliedMeanwhile: proxies - 1,
      behindMeanwhile: [`proxy-${proxies - 1}`],
      stillCandidateMeanwhile: true,
      candidateAfter: 0,
    });
    expect(backMs).toBeLessThan(2 * patienceMs);
  },
  timeoutMs,
);

test(
  'P9: an instance that took a route back while it was cut off stays back, over a restart and once it is heard',
  async () => {
    const run = await runOwnRollBack(stand);
    expect(run).toMatchObject({
      stageMeanwhile: 'live',
      candidateAfter: { rollBack: 0, restart: 0, heard: 0 },
      stage: 'shadow',
      by: expect.stringMatching(byWhom),
    });
    expect(run.wrong).toBeLessThan(20);
  },
  timeoutMs,
);
