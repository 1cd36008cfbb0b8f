import type { Row } from '../bench.ts';
import type { MeasuredControlPlane } from '../control-plane/start.ts';
import { Frames } from './frames.ts';
import { Instance } from './instance.ts';

/** What one instance of a small service makes in a second. */
const talliesPerBatch = 10;
/** From which pace on an hour that the control plane was away is caught up within a minute. */
const batchesLimit = 60;

/** What one run left while the control plane was away: many small batches, one spool, one link. */
export async function backlogRow(
  controlPlane: MeasuredControlPlane,
  place: { routeIds: readonly string[]; revision: number; batches: number },
): Promise<Row> {
  const { routeIds, revision, batches } = place;
  const frames = new Frames(routeIds.slice(0, talliesPerBatch), revision, 0);
  const instance = await Instance.join({ ...controlPlane, frames, name: 'bench-backlog' });
  const startedMs = performance.now();
  for (let batch = 0; batch < batches; batch += 1) instance.offer();
  await instance.drained(300_000);
  const perSecond = (batches * 1_000) / (performance.now() - startedMs);
  instance.close();
  return {
    case: `batches of ${talliesPerBatch} tallies of one spool that catches up`,
    peer: 'limit',
    ours: perSecond,
    theirs: batchesLimit,
    unit: 'batches/s',
    ratio: perSecond / batchesLimit,
  };
}
