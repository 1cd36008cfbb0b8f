import { methods } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RouteAdded } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { policyNameInput } from '../../policies/policy-name.ts';
import { templateDigest } from '../../store/signature-digest.ts';
import { changeGateway } from '../change.ts';
import { checkTemplate } from './check-template.ts';
import { makeRoute } from './make-route.ts';

export const addRouteInput = z.strictObject({
  method: z.enum(methods),
  template: z.string().trim(),
  policy: policyNameInput,
});
export type AddRoute = z.infer<typeof addRouteInput>;

/** Makes a route for a method and a template that an operator names. */
export async function addRoute(context: ServerContext, input: AddRoute): Promise<RouteAdded> {
  const template = checkTemplate(input.template);
  return changeGateway(context, async (change) => {
    const added = await makeRoute(change, { ...input, template }, 'route.add');
    const digest = Buffer.from(templateDigest(template), 'hex');
    await change.tx.discovered.deleteMany({
      where: { gatewayId: change.gatewayId, method: input.method, digest },
    });
    return added;
  });
}
