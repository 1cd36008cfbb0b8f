import { rank } from '@delta-guard/gate';
import { limits } from '@delta-guard/protocol';
import type { ServerContext } from '../context.ts';
import { DomainError } from '../errors/domain-error.ts';
import { routeHeadSelect } from '../evidence/route-head.ts';
import { loadRouteRows } from '../evidence/route-rows.ts';
import { loadFleet } from '../fleet/load-fleet.ts';
import { loadPolicies } from '../policies/load-policies.ts';
import { atOneMoment } from '../read-models/at-one-moment.ts';
import { checkCanary } from '../routes/check-canary.ts';
import { parseSettings } from '../routes/route-settings.ts';
import { promoteRoute } from '../services/route/promote.ts';
import type { Job } from '../storage/job-runner.ts';

/** Promotes what may go by itself, one step a turn. Run on one control plane at a time; two would find versions stale. */
export function autoAdvanceJob(context: ServerContext): Job {
  return {
    name: 'automatic advance',
    everyMs: 5_000,
    run: async () => ({ promoted: await advanceRoutes(context) }),
  };
}

/** How many routes went one step forward. */
export async function advanceRoutes(context: ServerContext): Promise<number> {
  let promoted = 0;
  for (const { routeId, version, to } of await findReady(context)) {
    try {
      await promoteRoute({ ...context, actor: 'automatic' }, { routeId, version, to }, 'automatic');
      promoted += 1;
    } catch (error) {
      // The gate has shut, or somebody was faster.
      if (!(error instanceof DomainError)) throw error;
      context.log.info({ routeId, reason: error.reason }, 'a route was not advanced');
    }
  }
  return promoted;
}

async function findReady(context: ServerContext) {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const policies = await loadPolicies(tx, gatewayId);
    const routes = await tx.route.findMany({
      where: { gatewayId, removedAt: null, stage: { notIn: ['off', 'complete'] } },
      take: limits.routesMax,
      select: { ...routeHeadSelect, versionRevision: true, settings: true },
    });
    const goals = new Map(
      routes.flatMap(({ id, policy, settings }) => {
        const own = parseSettings(settings);
        const { autoAdvanceTo, approvalsNeeded } = policies.of(policy);
        const goal = own.autoAdvanceTo === 'policy' ? autoAdvanceTo : own.autoAdvanceTo;
        if (goal === null || goal === 'never' || approvalsNeeded > 0) return [];
        return [[id, { goal, settings: own }] as const];
      }),
    );
    if (goals.size === 0) return [];
    const fleet = await loadFleet(tx, { gatewayId, nowMs });
    const wanted = routes.filter(({ id }) => goals.has(id));
    const rows = await loadRouteRows(tx, wanted, { gatewayId, nowMs, fleet });
    return rows.flatMap(({ id, version, gate, nextStage: to }) => {
      const may = goals.get(id);
      if (!gate.open || to === null || may === undefined || rank(to) > rank(may.goal)) return [];
      // Not to be refused, and logged, at every turn.
      if (checkCanary(to, may.settings) !== null) return [];
      return [{ routeId: id, version, to }];
    });
  });
}
