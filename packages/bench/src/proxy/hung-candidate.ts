import type { Row } from '../bench.ts';
import { median } from '../median.ts';
import type { Case, CaseOptions } from './case.ts';
import { startDeltaGuard } from './delta-guard.ts';
import { type Contestant, Lab } from './lab.ts';
import { startPeers } from './peers.ts';

const name = 'hung-candidate';
const delayMs = 500;
const allowanceMs = 2;
const unit = 'ms p99';

/** Keep-alive clients that ask again 100 ms after each answer, while the candidate takes 500 ms for its own. */
export const hungCandidate: Case = {
  name,
  run: (options) =>
    Lab.with({ programs: options.programs, bodyBytes: 1_024, candidateDelayMs: delayMs }, (lab) =>
      measured(lab, options),
    ),
};

async function measured(lab: Lab, { quick }: CaseOptions): Promise<Row[]> {
  const shadow = await startDeltaGuard(lab, 'shadow');
  const alone = await startDeltaGuard(lab, 'off');
  const [mirror] = await startPeers(lab, ['nginx']);
  const figures = new Map<Contestant, number[]>();
  const rounds = quick ? 3 : 5;
  for (const one of [shadow, alone]) await p99(lab, one, 2_000);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of [shadow, alone, ...(mirror ? [mirror] : [])])
      figures.set(one, [...(figures.get(one) ?? []), await p99(lab, one, quick ? 1_000 : 3_000)]);
  }
  const of = (one: Contestant) => median(figures.get(one) ?? []);
  const ours = of(shadow);
  const limit = of(alone) + allowanceMs;
  const rows = [{ case: name, peer: 'limit', ours, theirs: limit, unit, ratio: limit / ours }];
  if (mirror === undefined) return rows;
  return [
    ...rows,
    { case: name, peer: mirror.name, ours, theirs: of(mirror), unit, ratio: of(mirror) / ours },
  ];
}

async function p99(lab: Lab, { name: who, port }: Contestant, durationMs: number): Promise<number> {
  const pace = { kind: 'closed', thinkMs: 100 } as const;
  const { p99Ms, failed } = await lab.load({ port, clients: 64, durationMs, pace });
  if (failed > 0) throw new Error(`${who}: ${failed} requests failed`);
  return p99Ms;
}
