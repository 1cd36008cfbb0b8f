import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { buildHeaderSchema } from '../../routes/route-settings.ts';
import { changeGateway } from '../change.ts';

export const setBuildHeaderInput = z.strictObject({ buildHeader: buildHeaderSchema });
export type SetBuildHeader = z.infer<typeof setBuildHeaderInput>;

/** Names the response header in which the candidate says its build, for all routes without one of their own. */
export async function setBuildHeader(context: ServerContext, input: SetBuildHeader): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const where = { id: change.gatewayId };
    const { buildHeader } = await change.tx.gateway.findUniqueOrThrow({
      where,
      select: { buildHeader: true },
    });
    if (buildHeader !== input.buildHeader) {
      await change.tx.gateway.update({ where, data: { buildHeader: input.buildHeader } });
      await change.revision();
      const detail = `build header of the gateway from ${buildHeader ?? 'none'} to ${input.buildHeader ?? 'none'}`;
      await change.audit({ verb: 'gateway.setBuildHeader', routeId: null, detail });
    }
    return { revision: await change.revisionNow() };
  });
}
