import { createDatabase, migrate } from '@delta-guard/db';
import type { Bench, Row } from '../bench.ts';
import { startMeasuredControlPlane } from '../control-plane/start.ts';
import { generate } from './generate.ts';
import { type PageQuery, pageQueries } from './queries.ts';
import { PlanLog } from './worst-nodes.ts';

const quickScale = 1 / 50;
const p95LimitMs = 100;

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
      const times: number[][] = [];
      for (const query of queries) {
        const measured = await timesMs(query, quick ? 20 : 60);
        say(`${query.name}: p95 ${p95Of(measured).toFixed(1)} ms`);
        times.push(measured);
      }
      await logPlans(controlPlane.databaseUrl);
      const rows: Row[] = [];
      for (const [at, query] of queries.entries()) {
        plans.takeWorst();
        await query.ask(0);
        const p95 = p95Of(times[at] ?? []);
        rows.push({
          case: `${query.name}: ${plans.takeWorst() ?? 'no plan'}`,
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

/** Some for warming up, then each one by itself. */
async function timesMs(query: PageQuery, count: number): Promise<number[]> {
  for (let turn = 0; turn < 5; turn += 1) await query.ask(turn);
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const startedMs = performance.now();
    await query.ask(turn);
    times.push(performance.now() - startedMs);
  }
  return times;
}

function p95Of(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(0.95 * times.length) - 1] ?? Number.NaN;
}
