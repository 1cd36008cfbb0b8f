import type { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { toPolicy } from '../../policies/load-policies.ts';
import { checkOwnPolicy, policyChangesInWords, policyInput } from '../../policies/policy-input.ts';
import { policyNameInput } from '../../policies/policy-name.ts';
import { changeGateway } from '../change.ts';
import { beginEpochs } from '../epoch.ts';
import { findOwnPolicy } from './find-own-policy.ts';

export const editPolicyInput = policyInput.extend({ name: policyNameInput });
export type EditPolicy = z.infer<typeof editPolicyInput>;

/** Changes an own policy. Routes under it begin a new epoch: evidence is collected for one set of figures. */
export async function editPolicy(context: ServerContext, input: EditPolicy): Promise<Changed> {
  const { policy, changes } = checkOwnPolicy({ preset: input.preset, changes: input.changes });
  return changeGateway(context, async (change) => {
    const { policy: stored, routes } = await findOwnPolicy(change, input.name);
    const differs = policyChangesInWords(toPolicy(stored), policy);
    if (differs === '' && stored.preset === input.preset) return { revision: await change.revisionNow() };
    await change.tx.policy.update({
      where: { id: stored.id },
      data: { preset: input.preset, changes: JSON.stringify(changes), updatedAt: change.now },
    });
    if (differs !== '') {
      await beginEpochs(
        change,
        routes.map(({ id }) => id),
        'policy',
      );
    }
    const detail = `${input.name}: ${differs}`;
    await change.audit({ verb: 'policy.edit', routeId: null, detail });
    for (const { id, method, template } of routes) {
      await change.audit({ verb: 'policy.edit', routeId: id, detail: `${method} ${template}, ${detail}` });
    }
    return { revision: await change.revisionNow() };
  });
}
