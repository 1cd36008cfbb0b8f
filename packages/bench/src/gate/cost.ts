import {
  ComparisonWindow,
  Detector,
  evaluateGate,
  type GateInput,
  type GuardObservation,
  latencyDetectorOptions,
  mismatchDetectorOptions,
  presetPolicies,
  RouteGuard,
  upperBound,
} from '@delta-guard/gate';
import type { Row } from '../bench.ts';
import { type Contender, type Measured, measure } from '../measure.ts';
import { limitRow } from '../rows.ts';

/** What an exchange may pay for its guard, and a page for a route. */
const observationLimitNs = 200;
const boundLimitNs = 100_000;
const judgementLimitNs = 1_000_000;

/** Observations in one run, so that the call around them does not count. */
const observations = 1_000;

export function costRows(options: { quick: boolean }): Row[] {
  const runs = [observationRun(), guardRun(), boundRun(), judgementRun()];
  const [observation, guard, bound, judgement] = measure(runs, options);
  if (!observation || !guard || !bound || !judgement) return [];
  return [
    limitRow('one observation: detector and window', perObservation(observation), observationLimitNs),
    limitRow('one observation: guard of a route', perObservation(guard), observationLimitNs),
    limitRow('upper bound, 10 in 1,000,000', bound, boundLimitNs),
    limitRow('all conditions of one gate', judgement, judgementLimitNs),
  ];
}

function perObservation(measured: Measured): Measured {
  return { ...measured, nsPerRun: measured.nsPerRun / observations };
}

/** One mismatch in 10,000 is what a healthy route may have at most; the alarm is reset so that work stays the same. */
function observationRun(): Contender {
  const detector = new Detector(mismatchDetectorOptions(presetPolicies.proven));
  const window = new ComparisonWindow(presetPolicies.proven.windowSize);
  let count = 0;
  return {
    name: 'observation',
    run() {
      let alarms = 0;
      for (let at = 0; at < observations; at += 1) {
        count += 1;
        const mismatch = count % 10_000 === 0;
        window.add(mismatch);
        if (detector.observe(mismatch)) {
          alarms += 1;
          detector.reset();
        }
      }
      return alarms;
    },
  };
}

/** Both detectors and the breaker, with a rare mismatch, exceedance and failure as on a healthy route. */
function guardRun(): Contender {
  const { proven } = presetPolicies;
  const options = {
    mismatch: mismatchDetectorOptions(proven),
    latency: latencyDetectorOptions(proven),
    breaker: { failures: proven.breakerFailures, clientsMin: proven.breakerClientsMin },
  };
  let guard = new RouteGuard(options);
  let count = 0;
  return {
    name: 'guard',
    run() {
      let alarms = 0;
      for (let at = 0; at < observations; at += 1) {
        count += 1;
        const observation: GuardObservation = {
          verdict: count % 10_000 === 0 ? 'mismatch' : 'match',
          exceeded: count % 500 === 0,
          failed: count % 20_000 === 0,
          client: '10.0.0.1',
        };
        if (guard.observe(observation) !== null) {
          alarms += 1;
          guard = new RouteGuard(options);
        }
      }
      return alarms;
    },
  };
}

function boundRun(): Contender {
  let mismatches = 0;
  return {
    name: 'bound',
    run() {
      mismatches = (mismatches + 1) % 21;
      return upperBound(1_000_000, mismatches, 0.05);
    },
  };
}

function judgementRun(): Contender {
  const nowMs = 100_000_000;
  const input: GateInput = {
    policy: presetPolicies.proven,
    stage: 'shadow',
    stageSinceMs: 0,
    epochOrdinal: 3,
    epochStartedAtMs: 0,
    nowMs,
    counts: {
      comparisons: 90_000,
      mismatches: 2,
      eligible: 90_010,
      latencyPairs: 90_000,
      latencyExceedances: 40,
    },
    window: { comparisons: 10_000, mismatches: 0 },
    comparisonsPerSecond: 120,
    coolDownUntilMs: null,
    instances: [{ name: 'a', connected: true, lagMs: 200, retired: false }],
    hoursWithComparisons: 24,
    distinctTargets: 30_000,
    largestTargetShare: 0.01,
  };
  return { name: 'judgement', run: () => evaluateGate(input) };
}
