import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { policyNameInput } from '../../policies/policy-name.ts';
import { changeGateway } from '../change.ts';
import { findOwnPolicy } from './find-own-policy.ts';

export const removePolicyInput = z.strictObject({ name: policyNameInput });
export type RemovePolicy = z.infer<typeof removePolicyInput>;

/** Removes an own policy that no route is judged by. */
export async function removePolicy(context: ServerContext, { name }: RemovePolicy): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const { policy, routes } = await findOwnPolicy(change, name);
    if (routes.length > 0) {
      const which = routes.map(({ method, template }) => `${method} ${template}`).join(', ');
      throw new DomainError('policyInUse', `${name} judges ${which}: give them another policy first.`);
    }
    await change.tx.policy.delete({ where: { id: policy.id } });
    await change.audit({ verb: 'policy.remove', routeId: null, detail: name });
    return { revision: await change.revisionNow() };
  });
}
