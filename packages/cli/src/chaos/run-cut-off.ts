import { until } from '../testing/client.ts';
import { type GuardStand, more, proxies, type Seen } from './guard-stand.ts';

export interface CutOff {
  /** While it was cut off: instances that obeyed the rollback, and whether the candidate went on answering on the other. */
  appliedMeanwhile: number;
  behindMeanwhile: string[];
  stillCandidateMeanwhile: boolean;
  /** From the link on to the rollback in force everywhere, and answers of the candidate after that. */
  backMs: number;
  candidateAfter: number;
}

const last = proxies - 1;
const perSecond = 150;

/** A rollback by an operator while one instance is cut off: it serves on by its lease, and obeys once it hears of it. */
export async function runCutOff(stand: GuardStand): Promise<CutOff> {
  const { client, link, routeId } = stand;
  await stand.overrideTo('live');
  const { load, seen } = stand.startLoad(perSecond);
  link.cut();
  await until(stand.route, ({ appliedBy }) => appliedBy.applied === last);
  await client.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'one does not hear it' });
  const meanwhile = await until(
    stand.route,
    ({ appliedBy, stage }) => stage === 'shadow' && appliedBy.applied === last,
  );
  const cutOffFrom = performance.now();
  await more(load, perSecond);
  const stillCandidateMeanwhile = since(seen, cutOffFrom).every(
    ({ at, byCandidate }) => byCandidate === (at === last),
  );
  link.heal();
  const healedAtMs = performance.now();
  await stand.inForce('shadow');
  const backAtMs = performance.now();
  await more(load, 2 * perSecond);
  await load.stop();
  return {
    appliedMeanwhile: meanwhile.appliedBy.applied,
    behindMeanwhile: meanwhile.appliedBy.behind.map(({ instance }) => instance),
    stillCandidateMeanwhile,
    backMs: Math.round(backAtMs - healedAtMs),
    candidateAfter: since(seen, backAtMs).filter(({ byCandidate }) => byCandidate).length,
  };
}

export interface OwnRollBack {
  /** Wrong answers that clients got before the guard of the instance took the route back. */
  wrong: number;
  /** What the control plane believed meanwhile. */
  stageMeanwhile: string;
  /** Answers of the candidate after its own rollback: before and after a restart, and after it was heard again. */
  candidateAfter: { rollBack: number; restart: number; heard: number };
  /** The stage of the fleet once it was heard. */
  stage: string;
  by: string;
}

/** The instance that is cut off takes the route back by itself, is killed, started again and heard again: it stays back. */
export async function runOwnRollBack(stand: GuardStand): Promise<OwnRollBack> {
  const { candidate, fleet, link } = stand;
  const urls = fleet.proxyUrls.slice(last);
  await stand.overrideTo('live');
  link.cut();
  await until(stand.route, ({ appliedBy }) => appliedBy.applied === last);
  const first = stand.startLoad(perSecond, urls);
  await more(first.load, perSecond);
  candidate.switchOn({ share: 1, seed: 1 });
  const faultyFrom = performance.now();
  await until(
    async () => since(first.seen, faultyFrom).some(({ byCandidate }) => !byCandidate),
    (isBack) => isBack,
  );
  candidate.switchOff();
  const backFrom = performance.now();
  await more(first.load, perSecond);
  const { wrong } = await first.load.stop();
  const { stage: stageMeanwhile } = await stand.route();
  await fleet.killProxy(last);
  const second = stand.startLoad(perSecond, urls);
  await more(second.load, perSecond);
  const restart = byCandidate(second.seen);
  link.heal();
  await stand.inForce('shadow');
  await more(second.load, 2 * perSecond);
  await second.load.stop();
  const { moves } = await stand.client.routes.detail.query({ routeId: stand.routeId, range: '15m' });
  return {
    wrong: wrong.length,
    stageMeanwhile,
    candidateAfter: {
      rollBack: byCandidate(since(first.seen, backFrom)),
      restart,
      heard: byCandidate(second.seen) - restart,
    },
    stage: (await stand.route()).stage,
    by: moves[0]?.actor ?? 'nobody',
  };
}

const since = (seen: readonly Seen[], fromMs: number) => seen.filter(({ sentAtMs }) => sentAtMs >= fromMs);
const byCandidate = (seen: readonly Seen[]) => seen.filter((answer) => answer.byCandidate).length;
