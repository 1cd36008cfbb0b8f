import { methods } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RouteAdded } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { policyNameInput } from '../../policies/policy-name.ts';
import { changeGateway } from '../change.ts';
import { checkTemplate } from './check-template.ts';
import { makeRoute } from './make-route.ts';

export const adoptRouteInput = z.strictObject({ discoveredId: z.uuid(), policy: policyNameInput });
export type AdoptRoute = z.infer<typeof adoptRouteInput>;

/** Makes a route of traffic that was discovered. */
export async function adoptRoute(context: ServerContext, input: AdoptRoute): Promise<RouteAdded> {
  return changeGateway(context, async (change) => {
    const where = { id: input.discoveredId, gatewayId: change.gatewayId };
    const discovered = await change.tx.discovered.findFirst({
      where,
      select: { method: true, template: true },
    });
    if (!discovered) {
      throw new DomainError(
        'discoveredNotFound',
        'That traffic is not in the list any more: it may have a route already.',
      );
    }
    const method = z.enum(methods).parse(discovered.method);
    const template = checkTemplate(discovered.template);
    const added = await makeRoute(change, { method, template, policy: input.policy }, 'route.adopt');
    await change.tx.discovered.deleteMany({ where });
    return added;
  });
}
