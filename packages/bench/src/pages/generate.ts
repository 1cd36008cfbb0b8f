import pg from 'pg';
import { fillSamples } from './fill-samples.ts';
import { fillTallies } from './fill-tallies.ts';
import { makeGateway } from './make-gateway.ts';
import { amountsOf } from './scale.ts';

/**
 * Fills an empty database by `COPY` over two connections: two years of hours, 30 days of minutes, two hours of seconds,
 * and 30 days of samples. Foreign keys are not looked at while it does.
 */
export async function generate(
  url: string,
  { scale }: { scale: number },
  say: (line: string) => void,
): Promise<void> {
  const amounts = amountsOf(scale);
  const nowS = Math.floor(Date.now() / 1_000);
  const routes = await timed(say, 'routes, epochs, signatures', () =>
    withClient(url, (client) => makeGateway(client, amounts.routes)),
  );
  const made = { routes, amounts, nowS };
  await Promise.all([
    timed(say, 'tallies of two years', () => withClient(url, (client) => fillTallies(client, made))),
    timed(say, 'samples of 30 days', () => withClient(url, (client) => fillSamples(client, made))),
  ]);
  await timed(say, 'statistics', () => withClient(url, (client) => client.query('analyze')));
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    for (const setting of [
      "session_replication_role = 'replica'",
      'synchronous_commit = off',
      "maintenance_work_mem = '512MB'",
    ])
      await client.query(`set ${setting}`);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function timed<T>(say: (line: string) => void, name: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const done = await work();
  say(`${name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
  return done;
}
