import { until } from '../testing/client.ts';
import { clients, type GuardStand, more, type Seen, type Stage } from './guard-stand.ts';
import { untilGateOpen } from './run-builds.ts';

interface CanaryStep {
  share: number;
  /** Clients that the candidate answered, and those that were answered by both. */
  onCandidate: number;
  divided: number;
  /** Clients of the step before that the candidate no longer answers. */
  lost: number;
}

export interface Pass {
  /** Stages that the route went through, in order. */
  stages: Stage[];
  steps: CanaryStep[];
  wrong: string[];
  broken: { why: string }[];
  /** Requests for orders that the legacy got while the route was complete, and after it came back. */
  legacyAtComplete: number;
  legacyAfter: number;
  /** Moves that needed somebody to answer for them. */
  overridden: number;
}

/** From off to complete through every gate as it opens, and back. */
export async function runPass(stand: GuardStand, perSecond: number): Promise<Pass> {
  const { client, routeId, legacy } = stand;
  await stand.setPolicy('trial');
  const { load, seen } = stand.startLoad(perSecond);
  const stages: Stage[] = [];
  const steps: CanaryStep[] = [];
  let before = new Set<number>();
  for (let now = await stand.route(); now.nextStage !== null; now = await stand.route()) {
    const { version, nextStage: to } = now.stage === 'off' ? now : await untilGateOpen(stand);
    if (to === null) break;
    await client.routes.promote.mutate({ routeId, version, to });
    await stand.inForce(to);
    stages.push(to);
    if (to !== 'canary') continue;
    const fromMs = performance.now();
    await more(load, 2 * clients);
    const { step, onCandidate } = look(since(seen, fromMs), before);
    steps.push({ share: (await stand.route()).canaryShare ?? 0, ...step });
    before = onCandidate;
  }
  await more(load, perSecond / 4);
  const atComplete = legacy.count();
  await more(load, perSecond);
  const legacyAtComplete = legacy.count() - atComplete;
  await rollBack(stand);
  await stand.inForce('shadow');
  stages.push('shadow');
  const atShadow = legacy.count();
  await more(load, perSecond);
  const { wrong, broken } = await load.stop();
  const { moves } = await client.routes.detail.query({ routeId, range: '15m' });
  return {
    stages,
    steps,
    wrong,
    broken,
    legacyAtComplete,
    legacyAfter: legacy.count() - atShadow,
    overridden: moves.filter(({ overridden }) => overridden).length,
  };
}

/** Every instance has to have reached the legacy, which is not called at complete. */
async function rollBack({ client, routeId }: GuardStand): Promise<void> {
  const input = { routeId, to: 'shadow', reason: 'the pass is over' } as const;
  await until(
    () =>
      client.routes.rollBack.mutate(input).then(
        () => 'done',
        (error: Error) => error.message,
      ),
    (outcome) => outcome === 'done',
  );
}

function look(seen: readonly Seen[], before: ReadonlySet<number>) {
  const of = (byCandidate: boolean) =>
    new Set(seen.filter((each) => each.byCandidate === byCandidate).map(({ id }) => id % clients));
  const [onCandidate, onLegacy] = [of(true), of(false)];
  const divided = onCandidate.intersection(onLegacy).size;
  const lost = before.difference(onCandidate).size;
  return { onCandidate, step: { onCandidate: onCandidate.size, divided, lost } };
}

const since = (seen: readonly Seen[], fromMs: number) => seen.filter(({ sentAtMs }) => sentAtMs >= fromMs);
