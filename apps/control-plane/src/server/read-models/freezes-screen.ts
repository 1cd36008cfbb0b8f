import type { FreezesScreen } from '../../contract.ts';
import type { ServerContext } from '../context.ts';
import { parseWindow } from '../freeze/freeze-window.ts';
import { loadFreezeState } from '../freeze/load-freezes.ts';
import { atOneMoment } from './at-one-moment.ts';

/** Whether promotions are frozen, by what, and when they will be. */
export async function freezesScreen(context: ServerContext): Promise<FreezesScreen> {
  const { gatewayId } = context;
  const nowMs = context.now();
  return atOneMoment(context, async (tx) => {
    const gateway = await tx.gateway.findUniqueOrThrow({
      where: { id: gatewayId },
      select: { stoppedAt: true, stoppedBy: true, stopReason: true },
    });
    const rows = await tx.freeze.findMany({ where: { gatewayId }, orderBy: { createdAt: 'asc' } });
    const { stoppedAt, stoppedBy, stopReason } = gateway;
    return {
      nowMs,
      state: await loadFreezeState(tx, { gatewayId, nowMs }),
      stop: stoppedAt && { atMs: stoppedAt.getTime(), by: stoppedBy ?? '', reason: stopReason ?? '' },
      freezes: rows.map(({ id, window, reason, author, createdAt }) => ({
        id,
        window: parseWindow(window),
        reason,
        author,
        createdAtMs: createdAt.getTime(),
      })),
    };
  });
}
