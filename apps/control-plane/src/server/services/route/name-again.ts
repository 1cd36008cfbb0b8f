import type { Change } from '../change.ts';
import type { HeldRoute } from './find-route.ts';

/** The same stage under a new version, which names the rollbacks by instances that were reported since. */
export async function nameAgain(change: Change, route: HeldRoute): Promise<void> {
  const versionRevision = await change.revision();
  await change.tx.route.update({
    where: { id: route.id },
    data: { version: route.version + 1n, versionRevision },
  });
}
