import type { Transaction } from '@delta-guard/db';
import { type Freeze, type FreezeState, frozenAt } from '@delta-guard/gate';
import { parseWindow } from './freeze-window.ts';

/** Whether promotions are frozen now: by the stop of the gateway, or by a window. */
export async function loadFreezeState(
  tx: Transaction,
  { gatewayId, nowMs }: { gatewayId: string; nowMs: number },
): Promise<FreezeState> {
  const { stoppedAt, stopReason } = await tx.gateway.findUniqueOrThrow({
    where: { id: gatewayId },
    select: { stoppedAt: true, stopReason: true },
  });
  const rows = await tx.freeze.findMany({ where: { gatewayId }, select: { window: true, reason: true } });
  const windows = rows.map((row): Freeze => ({ window: parseWindow(row.window), reason: row.reason }));
  const stop: Freeze[] =
    stoppedAt === null ? [] : [{ window: { kind: 'stop' }, reason: stopReason ?? 'no reason given' }];
  return frozenAt([...stop, ...windows], nowMs);
}
