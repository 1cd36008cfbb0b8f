import type { Row } from '../bench.ts';
import { median } from '../median.ts';
import type { Case, CaseOptions } from './case.ts';
import { type DeltaGuard, startDeltaGuard } from './delta-guard.ts';
import { type Contestant, Lab } from './lab.ts';
import { startPeers } from './peers.ts';
import { cpuSeconds } from './process-usage.ts';

const clients = 32;

/** Requests per CPU-second with everything on, bodies of this size equal but for one ignored field. */
export function throughputCase(name: string, bodyBytes: number): Case {
  return {
    name,
    run: (options) =>
      Lab.with({ programs: options.programs, bodyBytes }, (lab) => measured(lab, name, options)),
  };
}

async function measured(lab: Lab, name: string, { quick }: CaseOptions): Promise<Row[]> {
  const ours = await startDeltaGuard(lab);
  const peers = await startPeers(lab, ['nginx', 'nginx-plain', 'go']);
  const all = [ours, ...peers];
  await warmUp(lab, ours, quick ? 3 : 6);
  for (const peer of peers) await perCpuSecond(lab, peer, 1);
  const figures = new Map<Contestant, number[]>(all.map((one) => [one, []]));
  for (let round = 0; round < (quick ? 2 : 5); round += 1) {
    for (let turn = 0; turn < all.length; turn += 1) {
      const one = all[(round + turn) % all.length];
      if (one !== undefined) figures.get(one)?.push(await perCpuSecond(lab, one, quick ? 1 : 2));
    }
  }
  await checkVerdicts(ours);
  const ourFigure = median(figures.get(ours) ?? []);
  return peers.map((peer) => {
    const theirs = median(figures.get(peer) ?? []);
    const unit = 'requests/CPU-s';
    return { case: name, peer: peer.name, ours: ourFigure, theirs, unit, ratio: ourFigure / theirs };
  });
}

/** Until its code is compiled: a second that is no better than the best before by a twentieth ends it. */
async function warmUp(lab: Lab, one: Contestant, secondsMax: number): Promise<void> {
  let best = 0;
  for (let second = 0; second < secondsMax; second += 1) {
    const figure = await perCpuSecond(lab, one, 1);
    if (second > 1 && figure < best * 1.05) return;
    best = Math.max(best, figure);
  }
}

async function perCpuSecond(lab: Lab, { name, port, pid }: Contestant, seconds: number): Promise<number> {
  const before = cpuSeconds(pid);
  const { answered, failed } = await lab.closedLoad(port, { clients, seconds });
  if (failed > 0 || answered === 0)
    throw new Error(`${name}: ${failed} requests failed, ${answered} did not`);
  return answered / (cpuSeconds(pid) - before);
}

/** What is measured must be right: no difference was seen and nearly all was compared. */
async function checkVerdicts({ control }: DeltaGuard): Promise<void> {
  await control.until(() => control.totals().eligible > 0);
  const { matches, mismatches, eligible, reasons } = control.totals();
  if (mismatches > 0 || matches < eligible * 0.99)
    throw new Error(`${matches} of ${eligible} match, ${mismatches} do not: ${JSON.stringify(reasons)}`);
}
