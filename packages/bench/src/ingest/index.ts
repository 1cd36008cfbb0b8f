import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, Row } from '../bench.ts';
import { type MeasuredControlPlane, startMeasuredControlPlane } from '../control-plane/start.ts';
import { backlogRow } from './backlog.ts';
import { deltasPerBatch, Frames, talliesPerBatch } from './frames.ts';
import { Instance } from './instance.ts';

const instances = 25;
const talliesLimit = 5_000;
const deltasLimit = 500;
/** From which lag on a gate is shut. */
const lagLimitMs = 10_000;
const drainedWithinMs = 60_000;

export const bench: Bench = {
  name: 'ingest',
  title: `Ingest into an embedded PostgreSQL: ${instances} instances that flush ${talliesPerBatch} tallies and ${deltasPerBatch} deltas of 4 KB a second each`,
  async run({ quick, only }) {
    const controlPlane = await startMeasuredControlPlane();
    try {
      const [routeIds, revision] = await routesInShadow(controlPlane);
      const backlog = () => backlogRow(controlPlane, { routeIds, revision, batches: quick ? 500 : 5_000 });
      if (only === 'backlog') return [await backlog()];
      const frames = new Frames(routeIds, revision);
      const fleet = await Promise.all(
        Array.from({ length: instances }, (_, at) =>
          Instance.join({ ...controlPlane, frames, name: `bench-${at + 1}` }),
        ),
      );
      // For compilers and caches; what it leaves behind is worked off before the clock starts.
      await flushEachSecond(fleet, quick ? 2 : 5);
      await drained(fleet);
      const rows = await measured(controlPlane, fleet, quick ? 5 : 20);
      for (const instance of fleet) instance.close();
      return [...rows, await backlog()];
    } finally {
      await controlPlane.close();
    }
  },
};

async function routesInShadow({ call }: MeasuredControlPlane): Promise<[string[], number]> {
  const ids: string[] = [];
  let revision = 0;
  for (let at = 0; at < talliesPerBatch; at += 1) {
    const template = `/bench/${at}/:id`;
    const { routeId } = await call.routes.add.mutate({ method: 'GET', template, policy: 'trial' });
    ({ revision } = await call.routes.promote.mutate({ routeId, version: 1, to: 'shadow' }));
    ids.push(routeId);
  }
  return [ids, revision];
}

/** What was offered over some seconds, until the last of it is acked. */
async function measured(
  { cpuSeconds }: MeasuredControlPlane,
  fleet: readonly Instance[],
  seconds: number,
): Promise<Row[]> {
  const before = fleet.map(({ acked }) => acked);
  const cpuBefore = cpuSeconds();
  const startedMs = performance.now();
  await flushEachSecond(fleet, seconds);
  await drained(fleet);
  const tookS = (performance.now() - startedMs) / 1_000;
  const cpu = cpuSeconds();
  const ofControlPlane = (cpu.controlPlane - cpuBefore.controlPlane) / seconds;
  const ofDatabase = (cpu.all - cpuBefore.all) / seconds - ofControlPlane;
  const lagsMs = fleet.flatMap(({ lagsMs }, at) => lagsMs.slice(before[at])).sort((a, b) => a - b);
  const perSecond = lagsMs.length / tookS;
  const lagAt = (share: number) => lagsMs[Math.ceil(share * lagsMs.length) - 1] ?? Number.NaN;
  return [
    rateRow('tallies stored', perSecond * talliesPerBatch, talliesLimit),
    rateRow('deltas stored', perSecond * deltasPerBatch, deltasLimit),
    lagRow('lag of a batch, median', lagAt(0.5)),
    lagRow('lag of a batch, p99', lagAt(0.99)),
    lagRow('lag of a batch, largest', lagAt(1)),
    coreRow('cores of the control plane for that load', ofControlPlane),
    coreRow('cores of PostgreSQL for that load', ofDatabase),
  ];
}

/** Each instance at its own moment of the second, as clocks have it. */
async function flushEachSecond(fleet: readonly Instance[], seconds: number): Promise<void> {
  const startedMs = performance.now();
  for (let second = 0; second < seconds; second += 1) {
    for (const [at, instance] of fleet.entries()) {
      const dueMs = startedMs + (second + at / fleet.length) * 1_000;
      await delay(Math.max(0, dueMs - performance.now()));
      instance.offer();
    }
  }
}

async function drained(fleet: readonly Instance[]): Promise<void> {
  await Promise.all(fleet.map((instance) => instance.drained(drainedWithinMs)));
}

function rateRow(name: string, ours: number, theirs: number): Row {
  return { case: name, peer: 'limit', ours, theirs, unit: 'rows/s', ratio: ours / theirs };
}

function lagRow(name: string, ours: number): Row {
  return { case: name, peer: 'limit', ours, theirs: lagLimitMs, unit: 'ms', ratio: lagLimitMs / ours };
}

/** What it takes of a core, however busy the machine is otherwise. */
function coreRow(name: string, ours: number): Row {
  return { case: name, peer: 'limit', ours, theirs: 1, unit: 'cores', ratio: 1 / ours };
}
