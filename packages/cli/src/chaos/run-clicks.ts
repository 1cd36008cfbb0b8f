import { until } from '../testing/client.ts';
import { type GuardStand, more, proxies, type Seen } from './guard-stand.ts';

export interface Click {
  /** From the click on: answered, told as in force on every instance, and the last request that the candidate answered. */
  answeredMs: number;
  appliedMs: number;
  lastCandidateMs: number;
  /** The first that the legacy answered, of the instance where that took longest. */
  firstLegacyMs: number;
}

/** Rolls a live route back under load, time after time. */
export async function runClicks(
  stand: GuardStand,
  { clicks, perSecond }: { clicks: number; perSecond: number },
): Promise<Click[]> {
  const { load, seen } = stand.startLoad(perSecond);
  const done: Click[] = [];
  for (let at = 0; at < clicks; at += 1) {
    await stand.overrideTo('live');
    await more(load, perSecond / 10);
    done.push(await click(stand, seen));
  }
  const { broken, wrong } = await load.stop();
  if (broken.length + wrong.length > 0)
    throw new Error(`clients saw it: ${JSON.stringify({ broken, wrong })}`);
  return done;
}

async function click({ client, routeId, route }: GuardStand, seen: readonly Seen[]): Promise<Click> {
  const clickedAtMs = performance.now();
  await client.routes.rollBack.mutate({ routeId, to: 'shadow', reason: 'a click' });
  const answeredMs = performance.now() - clickedAtMs;
  await until(route, ({ appliedBy, stage }) => stage === 'shadow' && appliedBy.applied === proxies);
  const appliedMs = performance.now() - clickedAtMs;
  const since = () => seen.filter(({ sentAtMs }) => sentAtMs >= clickedAtMs);
  const firstOfLegacy = (at: number) =>
    since().find((answer) => answer.at === at && !answer.byCandidate)?.sentAtMs ?? null;
  const firsts = await until(
    async () => Array.from({ length: proxies }, (_, at) => firstOfLegacy(at)),
    (all) => !all.includes(null),
  );
  const ofCandidate = since().filter(({ byCandidate }) => byCandidate);
  return {
    answeredMs,
    appliedMs,
    lastCandidateMs: Math.max(0, ...ofCandidate.map(({ sentAtMs }) => sentAtMs - clickedAtMs)),
    firstLegacyMs: Math.max(...firsts.map((atMs) => (atMs ?? 0) - clickedAtMs)),
  };
}
