import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { createDatabase, Prisma } from '@delta-guard/db';
import {
  askPlanted,
  plantedNames,
  plantedQuery,
  plantedSecrets,
  plantedStrays,
  plantedUpstreams,
  readings,
} from '@delta-guard/proxy/testing/planted-traffic';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlaneClient, controlPlaneClient, until } from './testing/client.ts';
import { type Parts, startParts } from './testing/parts.ts';

/** What a route asks for is the first word of its paths. */
const bodiesKept = ['full', 'differing', 'none'] as const;

let upstreams: Awaited<ReturnType<typeof plantedUpstreams>>;
let parts: Parts;
let client: ControlPlaneClient;

beforeAll(async () => {
  upstreams = await plantedUpstreams();
  const { legacy, candidate } = upstreams;
  parts = await startParts({ legacy: legacy.url, candidate: candidate.url }, { bodies: 'full' });
  client = controlPlaneClient(parts.controlUrl);
  for (const bodies of bodiesKept) await addRoute(bodies);
  await until(
    () => client.routes.screen.query(),
    ({ appliedBy }) => appliedBy.total === 1 && appliedBy.applied === 1,
  );
}, 120_000);

afterAll(async () => {
  await parts?.stop();
  await Promise.all([upstreams?.legacy.close(), upstreams?.candidate.close()]);
});

test('P12: no secret is in any database row, log or spool, whatever is kept of bodies', async () => {
  const port = Number(new URL(parts.proxyUrl).port);
  for (const bodies of bodiesKept) {
    for (const name of plantedNames) await askPlanted(port, `/${bodies}/${name}${plantedQuery}`);
  }
  for (const target of plantedStrays) await askPlanted(port, target);
  await until(samples, (counts) => counts.every((count) => count === plantedNames.length), 60_000);
  await parts.stopProxy();

  const rows = await allRows(parts.databaseUrl);
  const files = [...(await textsIn(parts.dataDir.logs)), ...(await textsIn(parts.dataDir.proxy))];
  const all = [...rows, ...files].flatMap(readings);
  for (const { core } of plantedSecrets) expect(all.filter((text) => text.includes(core))).toEqual([]);
  expect(rows.join()).toContain('[password #');
  for (const bodies of bodiesKept) expect(rows.join()).toContain(`"bodies":"${bodies}"`);
}, 120_000);

async function addRoute(bodies: (typeof bodiesKept)[number]): Promise<void> {
  await client.routes.add.mutate({ method: 'GET', template: `/${bodies}/:id`, policy: 'trial' });
  const { routes } = await client.routes.screen.query();
  const route = routes.find(({ template }) => template === `/${bodies}/:id`);
  if (route === undefined) throw new Error('the route is not listed');
  const { id: routeId, version } = route;
  const { settings } = await client.routes.detail.query({ routeId, range: '15m' });
  await client.routes.setSettings.mutate({ routeId, settings: { ...settings, bodies } });
  await client.routes.promote.mutate({ routeId, version, to: 'shadow' });
}

async function samples(): Promise<number[]> {
  const { routes } = await client.routes.screen.query();
  const lists = routes.map(({ id }) => client.deltas.list.query({ routeId: id }));
  return (await Promise.all(lists)).map((list) => list.samples);
}

/** Each row of each table as text, with what is packed in it unpacked. */
async function allRows(url: string): Promise<string[]> {
  const database = createDatabase({ url });
  try {
    const tables = await database.$queryRaw<{ name: string }[]>`
      select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`;
    const texts: string[] = [];
    for (const { name } of tables) {
      const rows = await database.$queryRaw<{ row: string }[]>(
        Prisma.sql`select row_to_json(each)::text as row from ${Prisma.raw(name)} each`,
      );
      texts.push(...rows.flatMap(({ row }) => [row, ...unpacked(row)]));
    }
    return texts;
  } finally {
    await database.$disconnect();
  }
}

/** Bytes stand in a row as `\x` and hex; samples are deflated. */
function unpacked(row: string): string[] {
  return [...row.matchAll(/\\\\x([0-9a-f]+)/g)].flatMap(([, hex = '']) => {
    const bytes = Buffer.from(hex, 'hex');
    try {
      return [bytes.toString('latin1'), inflateRawSync(bytes).toString('utf8')];
    } catch {
      return [bytes.toString('latin1')];
    }
  });
}

async function textsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')),
  );
}
