import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { findPolicy, policyNameInput } from '../../policies/policy-name.ts';
import { changeGateway } from '../change.ts';
import { beginEpoch } from '../epoch.ts';
import { findRoute, labelOf } from './find-route.ts';

export const setPolicyInput = z.strictObject({ routeId: z.uuid(), policy: policyNameInput });
export type SetPolicy = z.infer<typeof setPolicyInput>;

/** Judges a route by another policy from now on, with a new epoch: evidence is collected for one policy. */
export async function setPolicy(context: ServerContext, input: SetPolicy): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    if (route.policy === input.policy) return { revision: await change.revisionNow() };
    await findPolicy(change, input.policy);
    await change.tx.route.update({ where: { id: route.id }, data: { policy: input.policy } });
    await beginEpoch(change, route.id, 'policy');
    const detail = `${labelOf(route)} from ${route.policy} to ${input.policy}`;
    await change.audit({ verb: 'route.setPolicy', routeId: route.id, detail });
    return { revision: await change.revisionNow() };
  });
}
