import { until } from '../testing/client.ts';
import type { Arrival, Fault } from './faulty-candidate.ts';
import { type GuardStand, more } from './guard-stand.ts';

export interface DetectionOptions {
  instances: number;
  perSecond: number;
  fault: Fault;
}

export interface Detection {
  /** Of the whole fleet, from the first with the fault on to the one that raised the alarm. */
  comparisons: number;
  /** The instance that raised it; null where the control plane did. */
  by: string | null;
  trigger: string;
  /** Clients that the candidate answered from the fault on. */
  answered: number;
  /** Clients that got a wrong answer, and those of them whose request came after the alarm. */
  wrong: number;
  wrongAfterAlarm: number;
  /** The most that were under way at a time from the fault on until it was back. */
  inFlightMax: number;
  /** From the fault on to the last request that the candidate answered. */
  backMs: number;
  /** Answers that did not come. */
  broken: number;
  /** Answers of the candidate with the fault on, after the last request that it answered to a client. */
  shadowed: number;
}

/** A live route under load in which a fault is switched on, until the legacy answers everywhere and for a while after. */
export async function runDetection(stand: GuardStand, options: DetectionOptions): Promise<Detection> {
  const { candidate, fleet } = stand;
  candidate.switchOff();
  await stand.overrideTo('live');
  candidate.forget();
  const { load, seen } = stand.startLoad(options.perSecond, fleet.proxyUrls.slice(0, options.instances));
  await more(load, options.perSecond);
  const onAtMs = performance.now();
  load.inFlightMax();
  candidate.switchOn(options.fault);
  await until(
    () => stand.route(),
    ({ stage }) => stage === 'shadow',
    60_000,
  );
  await stand.inForce('shadow');
  const inFlightMax = load.inFlightMax();
  // Whoever still asked the candidate would see it now.
  candidate.switchOn({ ...options.fault, share: 1 });
  await more(load, options.perSecond / 2);
  const result = await load.stop();
  candidate.switchOff();

  const alarm = await lastAlarm(stand);
  const withFault = candidate.arrivals.filter(({ answer }) => answer !== null);
  const ofCandidate = new Set(seen.filter(({ byCandidate }) => byCandidate).map(({ id }) => id));
  const wrong = new Set(seen.filter(({ right }) => !right).map(({ id }) => id));
  // The control plane counts whole seconds of all: what it had seen is not more than what clients had.
  const comparisons =
    alarm.instance === null
      ? withFault.findLastIndex(({ id }) => ofCandidate.has(id)) + 1
      : comparisonsUntil(alarm, candidate.arrivals, options.instances);
  const after = withFault.slice(comparisons);
  const sentAtMs = seen.filter(({ byCandidate }) => byCandidate).map((answer) => answer.sentAtMs);
  return {
    comparisons,
    answered: withFault.filter(({ id }) => ofCandidate.has(id)).length,
    by: alarm.instance,
    trigger: alarm.trigger,
    wrong: result.wrong.length,
    wrongAfterAlarm: after.filter(({ id }) => wrong.has(id)).length,
    inFlightMax,
    backMs: Math.round(Math.max(onAtMs, ...sentAtMs) - onAtMs),
    broken: result.broken.length,
    shadowed: after.filter(({ id, answer }) => answer === 'wrong' && !wrong.has(id)).length,
  };
}

async function lastAlarm({ client, routeId }: GuardStand) {
  const { moves } = await client.routes.detail.query({ routeId, range: '15m' });
  const evidenceId = moves.find(({ kind }) => kind === 'rollBack')?.id;
  if (evidenceId === undefined) throw new Error('the rollback left no evidence');
  const { alarm } = (await client.evidence.screen.query({ evidenceId })).bundle;
  if (alarm === null) throw new Error('it was no guard that took the route back');
  return alarm;
}

/**
 * An instance counts from where the route went live on it. Requests go to the instances in turn, by their number: the
 * candidate knows which of its requests the instance had seen, and so what the fleet had by then.
 */
function comparisonsUntil(
  { instance, observations }: { instance: string | null; observations: number },
  arrivals: readonly Arrival[],
  instances: number,
): number {
  const counted = ({ id }: Arrival) => `proxy-${id % instances}` === instance;
  let left = observations;
  let withFault = 0;
  for (const arrival of arrivals) {
    if (arrival.answer !== null) withFault += 1;
    if (counted(arrival)) left -= 1;
    if (left === 0) return withFault;
  }
  throw new Error(`${instance} counted ${left} comparisons more than the candidate had requests`);
}
