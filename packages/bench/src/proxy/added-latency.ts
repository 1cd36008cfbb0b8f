import type { Row } from '../bench.ts';
import { median } from '../median.ts';
import type { Case, CaseOptions } from './case.ts';
import { startDeltaGuard } from './delta-guard.ts';
import { type Contestant, Lab } from './lab.ts';
import { startPeers } from './peers.ts';

const name = 'added-latency';
const allowanceMs = 0.3;
const unit = 'ms p50';
const clients = 64;

/** Both under the same open load: half of the most that our proxy can do. */
export const addedLatency: Case = {
  name,
  run: (options) =>
    Lab.with({ programs: options.programs, bodyBytes: 1_024 }, (lab) => measured(lab, options)),
};

async function measured(lab: Lab, { quick }: CaseOptions): Promise<Row[]> {
  const ours = await startDeltaGuard(lab);
  const [plain] = await startPeers(lab, ['nginx-plain']);
  if (plain === undefined) return [];
  await lab.closedLoad(ours.port, { clients, seconds: 2 });
  const { answered, seconds } = await lab.closedLoad(ours.port, { clients, seconds: quick ? 1 : 2 });
  const perSecond = Math.round(answered / seconds / 2);
  const figures: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    const load = { perSecond, durationMs: quick ? 1_500 : 2_500 };
    figures.theirs.push(await p50(lab, plain, load));
    figures.ours.push(await p50(lab, ours, load));
  }
  const our = median(figures.ours);
  const their = median(figures.theirs);
  const limit = their + allowanceMs;
  return [
    { case: name, peer: 'limit', ours: our, theirs: limit, unit, ratio: limit / our },
    { case: name, peer: plain.name, ours: our, theirs: their, unit, ratio: their / our },
  ];
}

async function p50(
  lab: Lab,
  { name: who, port }: Contestant,
  { perSecond, durationMs }: { perSecond: number; durationMs: number },
): Promise<number> {
  const result = await lab.load({ port, clients, durationMs, pace: { kind: 'open', perSecond } });
  if (result.failed > 0) throw new Error(`${who}: ${result.failed} requests failed`);
  return result.p50Ms;
}
