import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlaneClient, controlPlaneClient, until } from './testing/client.ts';
import { type Pair, startPair } from './testing/pair.ts';
import { type Parts, startParts } from './testing/parts.ts';

let pair: Pair;
let parts: Parts;
let client: ControlPlaneClient;

beforeAll(async () => {
  pair = await startPair();
  parts = await startParts(pair);
  client = controlPlaneClient(parts.controlUrl);
  for (const template of ['/orders/:id', '/health']) {
    await client.routes.add.mutate({ method: 'GET', template, policy: 'trial' });
  }
  const { routes } = await client.routes.screen.query();
  for (const route of routes) {
    await client.routes.promote.mutate({ routeId: route.id, version: route.version, to: 'shadow' });
  }
  await until(
    () => client.routes.screen.query(),
    (screen) => screen.appliedBy.total === 1 && screen.appliedBy.applied === 1,
  );
});

afterAll(async () => {
  await parts?.stop();
  await pair?.stop();
});

test('ten seconds without the control plane change nothing for clients, and afterwards the tallies add up to the last request', {
  timeout: 120_000,
}, async () => {
  const traffic = startTraffic(parts.proxyUrl, 25);
  await traffic.sent(50);
  await parts.stopControlPlane();
  await traffic.lasting(10_000);
  await parts.startControlPlane();
  await traffic.sent(50);
  const answers = await traffic.stop();

  expect(answers.failed).toEqual([]);
  expect(pair.counts.legacy).toBe(answers.count);
  const screen = await until(
    () => client.routes.screen.query(),
    ({ routes }) => routes.reduce((sum, route) => sum + (route.epoch?.eligible ?? 0), 0) >= answers.count,
  );
  for (const [template, sent] of Object.entries(answers.byTemplate)) {
    const epoch = screen.routes.find((route) => route.template === template)?.epoch;
    expect(epoch).toMatchObject({ eligible: sent, comparisons: sent, notCompared: {} });
    expect(epoch?.mismatches).toBe(template === '/orders/:id' ? sent : 0);
  }
  expect(screen.gaps).toEqual([]);
});

test('a number of mismatches is the same in every list and in its detail', async () => {
  const screen = await client.routes.screen.query();
  const row = screen.routes.find((route) => route.template === '/orders/:id');
  if (!row) throw new Error('the route is not listed');
  const detail = await client.routes.detail.query({ routeId: row.id, range: '15m' });
  const [signature] = detail.signatures;
  const list = await client.deltas.list.query({ routeId: row.id });
  const listOfSignature = await client.deltas.list.query({
    routeId: row.id,
    signatureId: signature?.id ?? '',
  });
  const mismatches = row.epoch?.mismatches;
  expect(mismatches).toBeGreaterThan(100);
  expect(detail.route.epoch?.mismatches).toBe(mismatches);
  expect(detail.series.reduce((sum, point) => sum + point.mismatches, 0)).toBe(mismatches);
  expect(detail.series.reduce((sum, point) => sum + point.requests, 0)).toBe(row.epoch?.eligible);
  expect(detail.signatures.map((group) => group.count)).toEqual([mismatches]);
  expect(list.mismatches).toBe(mismatches);
  expect(listOfSignature.mismatches).toBe(mismatches);
  expect(list.samples).toBe(list.rows.length);
  expect(listOfSignature.samples).toBe(list.samples);
});

test('exported deltas are a recording that replay asks again', async () => {
  const { routes } = await client.routes.screen.query();
  const route = routes.find(({ template }) => template === '/orders/:id');
  const list = await client.deltas.list.query({ routeId: route?.id ?? '' });
  const folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-export-'));
  try {
    const file = path.join(folder, 'deltas.ndjson');
    const [answer] = await once(
      get(`${parts.controlUrl}/api/v1/deltas?route=${route?.id}`, {
        headers: { 'sec-fetch-site': 'same-origin' },
      }),
      'response',
    );
    await pipeline(answer, createWriteStream(file));
    const program = path.join(import.meta.dirname, 'main.ts');
    const upstreams = ['--legacy', pair.legacy, '--candidate', pair.candidate];
    const report = path.join(folder, 'report.json');
    const replay = spawn(process.execPath, [program, 'replay', file, ...upstreams, '--json', report], {
      stdio: 'ignore',
    });
    const [code] = await once(replay, 'close');
    // The candidate still differs, so the policy is not met.
    expect(code).toBe(1);
    const summary: unknown = JSON.parse(await readFile(report, 'utf8'));
    expect(summary).toMatchObject({ comparisons: list.samples, mismatches: list.samples });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
});

/** An open loop of requests, alternating between the two routes, that notes every answer that is not the legacy's. */
function startTraffic(target: string, perSecond: number) {
  const byTemplate = { '/orders/:id': 0, '/health': 0 };
  const failed: string[] = [];
  const pending = new Set<Promise<void>>();
  const waiting: { count: number; resolve: () => void }[] = [];
  let count = 0;
  const one = async (path: string) => {
    try {
      const response = await fetch(target + path);
      const body = await response.text();
      if (response.headers.get('server') !== 'legacy') failed.push(`${path}: ${response.status} ${body}`);
    } catch (error) {
      failed.push(`${path}: ${error}`);
    }
  };
  const timer = setInterval(() => {
    count += 1;
    const order = count % 2 === 0;
    byTemplate[order ? '/orders/:id' : '/health'] += 1;
    const request = one(order ? `/orders/${count}` : '/health');
    pending.add(request);
    void request.finally(() => pending.delete(request));
    for (const waiter of waiting) if (count >= waiter.count) waiter.resolve();
  }, 1000 / perSecond);
  return {
    sent: (more: number) => new Promise<void>((resolve) => waiting.push({ count: count + more, resolve })),
    lasting: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      return { count, byTemplate, failed };
    },
  };
}
