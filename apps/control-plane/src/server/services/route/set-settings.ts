import { z } from 'zod';
import type { Changed } from '../../../contract.ts';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { routeSettingsSchema } from '../../routes/route-settings.ts';
import { settingsInWords } from '../../routes/settings-in-words.ts';
import { changeGateway } from '../change.ts';
import { findRoute, labelOf } from './find-route.ts';

export const setSettingsInput = z.strictObject({ routeId: z.uuid(), settings: routeSettingsSchema });
export type SetSettings = z.infer<typeof setSettingsInput>;

/** Sets what a route has of its own: how clients are told apart, sampling, control, recheck, guard. In force at once. */
export async function setSettings(context: ServerContext, input: SetSettings): Promise<Changed> {
  return changeGateway(context, async (change) => {
    const route = await findRoute(change, input.routeId);
    const changes = settingsInWords(route.settings, input.settings);
    if (changes.length === 0) return { revision: await change.revisionNow() };
    if (route.stage === 'canary' && input.settings.stickyKey === null) {
      throw new DomainError(
        'moveNotAllowed',
        'In canary the sticky key tells clients apart: roll back first.',
      );
    }
    await change.tx.route.update({
      where: { id: route.id },
      data: { settings: JSON.stringify(input.settings) },
    });
    await change.revision();
    const detail = `${labelOf(route)}: ${changes.join('; ')}`;
    await change.audit({ verb: 'route.setSettings', routeId: route.id, detail });
    return { revision: await change.revisionNow() };
  });
}
