import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../testing/client.ts';
import { type GuardStand, proxies, type RouteNow, type Stage } from './guard-stand.ts';

const gateTimeoutMs = 120_000;

export interface NewBuild {
  from: Stage;
  to: Stage;
  gateOpen: boolean;
  epochsBegun: number;
  startedBy: string | undefined;
  build: string | null | undefined;
  /** From the first answer of the new build to what the policy wants of the route, in force on every instance. */
  appliedMs: number;
}

/** A new build begins to answer on a route that was brought to `from` and whose gate is open. */
export async function runNewBuild(
  stand: GuardStand,
  { from, build, perSecond }: { from: Stage; build: string; perSecond: number },
): Promise<NewBuild> {
  await stand.setPolicy('trial');
  await stand.overrideTo(from);
  const { load } = stand.startLoad(perSecond);
  const before = await untilGateOpen(stand);
  const firstAnswerAtMs = await stand.candidate.deploy(build);
  const after = await soon(stand, (now) => now.epoch?.build === build && now.appliedBy.applied === proxies);
  const appliedMs = Date.now() - firstAnswerAtMs;
  await load.stop();
  return {
    from: before.stage,
    to: after.stage,
    gateOpen: after.gate.open,
    epochsBegun: (after.epoch?.ordinal ?? 0) - (before.epoch?.ordinal ?? 0),
    startedBy: after.epoch?.startedBy,
    build: after.epoch?.build,
    appliedMs,
  };
}

export async function untilGateOpen(stand: GuardStand): Promise<RouteNow> {
  return until(stand.route, ({ gate }) => gate.open, gateTimeoutMs);
}

/** Looks more often than a page does: what is measured is the time that it takes. */
async function soon(stand: GuardStand, satisfied: (now: RouteNow) => boolean): Promise<RouteNow> {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const now = await stand.route();
    if (satisfied(now)) return now;
    if (performance.now() > deadlineMs) throw new Error(`not so in 60 s: ${JSON.stringify(now)}`);
    await delay(10);
  }
}
