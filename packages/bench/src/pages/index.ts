import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase, migrate } from '@delta-guard/db';
import type { Bench, Row } from '../bench.ts';
import { startMeasuredControlPlane } from '../control-plane/start.ts';
import { generate } from './generate.ts';
import { type PageQuery, pageQueries } from './queries.ts';
import { PlanLog } from './worst-nodes.ts';

const quickScale = 1 / 50;
const p95LimitMs = 100;
/** Until what the server wrote to its log has come through the pipe. */
const planDelayMs = 300;

export const bench: Bench = {
  name: 'pages',
  title:
    'Every query behind a page, over HTTP: p95 of its answers, against its limit, and the worst node of its plans',
  async run({ quick, scale = quick ? quickScale : 1 }) {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const plans = new PlanLog();
    const controlPlane = await startMeasuredControlPlane({
      onDatabaseLog: plans.write,
      prepare: (url) => prepare(url, { scale, say }),
    });
    try {
      const queries = await pageQueries(controlPlane);
      const times: Measured[] = [];
      for (const query of queries) {
        const measured = await measure(query, quick ? 20 : 60, () => controlPlane.cpuSeconds().all);
        say(`${query.name}: p95 ${atShare(measured.ms, 0.95).toFixed(1)} ms`);
        times.push(measured);
      }
      await logPlans(controlPlane.databaseUrl);
      const rows: Row[] = [];
      for (const [at, query] of queries.entries()) {
        plans.takeWorst();
        await query.ask(0);
        await delay(planDelayMs);
        const { ms, cpuMs } = times[at] ?? { ms: [], cpuMs: null };
        const p95 = atShare(ms, 0.95);
        const cpu = cpuMs === null ? '' : `, CPU ${cpuMs.toFixed(0)} ms`;
        const usual = `median ${atShare(ms, 0.5).toFixed(1)} ms${cpu}`;
        rows.push({
          case: `${query.name}: ${usual}; ${plans.takeWorst() ?? 'no plan'}`,
          peer: 'limit',
          ours: p95,
          theirs: p95LimitMs,
          unit: 'ms',
          ratio: p95LimitMs / p95,
        });
      }
      return rows;
    } finally {
      await controlPlane.close();
    }
  },
};

async function prepare(
  url: string,
  { scale, say }: { scale: number; say: (line: string) => void },
): Promise<void> {
  await migrate({ url });
  const db = createDatabase({ url, connectionsMax: 1 });
  try {
    // Loaded by the sessions that begin after this; it says nothing until it is told to.
    for (const setting of ["session_preload_libraries = 'auto_explain'", 'max_wal_size = 8192'])
      await db.$executeRawUnsafe(`alter system set ${setting}`);
    await db.$queryRawUnsafe('select pg_reload_conf()::text');
    await generate(url, { scale }, say);
  } finally {
    await db.$disconnect();
  }
}

/** From now on each statement leaves its plan, with times, in the log of the server. */
async function logPlans(url: string): Promise<void> {
  const db = createDatabase({ url, connectionsMax: 1 });
  try {
    for (const setting of [
      'auto_explain.log_analyze = on',
      "auto_explain.log_format = 'json'",
      "auto_explain.log_level = 'warning'",
      'auto_explain.log_nested_statements = on',
      'auto_explain.log_min_duration = 0',
    ])
      await db.$executeRawUnsafe(`alter system set ${setting}`);
    await db.$queryRawUnsafe('select pg_reload_conf()::text');
  } finally {
    await db.$disconnect();
  }
}

interface Measured {
  ms: number[];
  /**
   * Of the control plane and PostgreSQL for one answer: what it is on a machine that others use, too. Null where one of
   * their processes ended meanwhile and took along what it had used.
   */
  cpuMs: number | null;
}

/** Some for warming up, then each one by itself. */
async function measure(query: PageQuery, count: number, cpuSeconds: () => number): Promise<Measured> {
  for (let turn = 0; turn < 5; turn += 1) await query.ask(turn);
  const ms: number[] = [];
  const before = cpuSeconds();
  for (let turn = 0; turn < count; turn += 1) {
    const startedMs = performance.now();
    await query.ask(turn);
    ms.push(performance.now() - startedMs);
  }
  const cpuMs = ((cpuSeconds() - before) / count) * 1_000;
  return { ms, cpuMs: cpuMs < 0 ? null : cpuMs };
}

function atShare(times: readonly number[], share: number): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? Number.NaN;
}
