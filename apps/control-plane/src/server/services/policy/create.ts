import { policyNames, presetPolicies } from '@delta-guard/gate';
import type { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { checkOwnPolicy, policyChangesInWords, policyInput } from '../../policies/policy-input.ts';
import { policyNameInput } from '../../policies/policy-name.ts';
import { changeGateway } from '../change.ts';

const policiesMax = 100;

export const createPolicyInput = policyInput.extend({ name: policyNameInput });
export type CreatePolicy = z.infer<typeof createPolicyInput>;

/** Makes a policy of one's own from a preset. No route is judged by it before it is given to one. */
export async function createPolicy(context: ServerContext, input: CreatePolicy): Promise<Changed> {
  const { policy, changes } = checkOwnPolicy({ preset: input.preset, changes: input.changes });
  return changeGateway(context, async (change) => {
    const known = await change.tx.policy.findMany({
      where: { gatewayId: change.gatewayId },
      select: { name: true },
    });
    if (policyNames.some((name) => name === input.name) || known.some(({ name }) => name === input.name)) {
      throw new DomainError('policyExists', `There is a policy ${input.name} already.`);
    }
    if (known.length >= policiesMax) {
      throw new DomainError('limitReached', `A gateway has at most ${policiesMax} policies of its own.`);
    }
    await change.tx.policy.create({
      data: {
        gatewayId: change.gatewayId,
        name: input.name,
        preset: input.preset,
        changes: JSON.stringify(changes),
        author: change.actor,
        createdAt: change.now,
        updatedAt: change.now,
      },
    });
    const differs = policyChangesInWords(presetPolicies[input.preset], policy) || 'as it is';
    const detail = `${input.name} from ${input.preset}: ${differs}`;
    await change.audit({ verb: 'policy.create', routeId: null, detail });
    return { revision: await change.revisionNow() };
  });
}
