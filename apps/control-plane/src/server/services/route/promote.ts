import { type Actor, listInWords, plural } from '@delta-guard/gate';
import { stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { changeGateway } from '../change.ts';
import { recordEvidence } from '../evidence/record.ts';
import { reasonInput } from '../reason-input.ts';
import { checkPromotion } from './check-promotion.ts';
import { findRoute, type HeldRoute, labelOf, placeOf } from './find-route.ts';
import { type Judged, judgeNow } from './judge-now.ts';
import { setStage } from './set-stage.ts';

export const promoteRouteInput = z.strictObject({
  routeId: z.uuid(),
  /** The version that the operator saw. */
  version: z.number().int().nonnegative(),
  to: z.enum(stages),
  /** Why it is promoted although the gate is closed. Where the gate is open it is not needed and not kept. */
  override: reasonInput.nullish(),
});
export type PromoteRoute = z.input<typeof promoteRouteInput>;

/**
 * One stage forward, or one step of canary. The running epoch is locked before the gate is judged, so that a mismatch
 * either is counted before or waits until after: the promotion commits only if the gate is open at that moment (P10).
 */
export async function promoteRoute(
  context: ServerContext,
  input: PromoteRoute,
  actor: Actor = 'operator',
): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    if (route.version !== BigInt(input.version)) {
      throw new DomainError(
        'versionStale',
        `${labelOf(route)} has changed since you looked: it is in ${placeOf(route)} now. Look again and decide anew.`,
      );
    }
    const judged = await judgeNow(change, route);
    const { to, override: reason = null } = input;
    const overridden = reason !== null && !judged.gate.open && route.stage !== 'off';
    const share = checkPromotion(route, judged, { to, actor, override: overridden });
    await setStage(change, route, { stage: to, canaryShare: share });
    await recordEvidence(change, route, {
      judged,
      move: { kind: 'promote', to, toShare: share, overridden },
      why: overridden ? reason : null,
      alarm: null,
    });
    const moved = `${labelOf(route)} from ${placeOf(route)} to ${placeOf({ stage: to, canaryShare: share })}`;
    await change.audit({
      verb: overridden ? 'route.override' : 'route.promote',
      routeId: route.id,
      detail: `${moved}${overridden ? against(judged, reason) : ''}${groundsInWords(route, judged)}`,
    });
    return { revision: await change.revisionNow() };
  });
}

function against({ gate }: Judged, reason: string | null): string {
  const unmet = gate.conditions.filter(({ met }) => !met).map(({ id }) => id);
  return `, although ${listInWords(unmet)} ${unmet.length === 1 ? 'is' : 'are'} not met: ${reason}`;
}

function groundsInWords(route: HeldRoute, { evidence: { epoch } }: Judged): string {
  if (route.stage === 'off' || !epoch) return '';
  return `: ${plural(epoch.mismatches, 'mismatch', 'mismatches')} in ${plural(epoch.comparisons, 'comparison', 'comparisons')} of epoch ${epoch.ordinal}, policy ${route.policy}`;
}
