import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { batchOf } from '../link/batch.ts';
import { encodeEvent } from '../link/encoded-event.ts';
import { SpoolStore } from '../link/spool-store.ts';
import { startProxy } from '../start-proxy.ts';
import { ControlServer, config, route, testToken } from '../testing/control-server.ts';
import { ownPort } from '../testing/own-port.ts';
import { tally } from '../testing/spool-events.ts';
import { type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.close();
});

async function up(side: string): Promise<string> {
  const server = await httpServer((request, response) =>
    json(response, { side: request.url?.endsWith('/odd') ? side : 'same' }),
  );
  parts.push(server);
  return server.url;
}

async function stack(options: Partial<Parameters<typeof startStack>[0]> = {}): Promise<Stack> {
  const running = await startStack({
    legacy: await up('legacy'),
    candidate: await up('candidate'),
    ...options,
  });
  parts.push(running);
  return running;
}

/** Removed after what writes into it was closed. */
async function ownFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), `delta-guard-${name}-`));
  parts.push({ close: () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

type Values = ReadonlyMap<string, number>;

/** Samples by their name with labels, each of which must be a line as Prometheus reads it. */
async function scrape(adminUrl: string): Promise<Values> {
  const response = await fetch(`${adminUrl}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const values = new Map<string, number>();
  for (const line of (await response.text()).trimEnd().split('\n')) {
    if (/^# (?:HELP delta_guard_\w+ \S.*|TYPE delta_guard_\w+ (?:counter|gauge|histogram))$/.test(line))
      continue;
    const sample =
      /^delta_guard_(\w+(?:\{\w+="(?:[^"\\]|\\.)*"(?:,\w+="(?:[^"\\]|\\.)*")*\})?) (-?[\d.e+-]+)$/.exec(line);
    expect(sample, line).not.toBeNull();
    values.set(sample?.[1] ?? '', Number(sample?.[2]));
  }
  return values;
}

/** Scrapes until the counts of the last second are there. */
async function until(adminUrl: string, holds: (values: Values) => void): Promise<Values> {
  return vi.waitFor(
    async () => {
      const values = await scrape(adminUrl);
      holds(values);
      return values;
    },
    { timeout: 60_000, interval: 100 },
  );
}

describe('the metrics', () => {
  test('count requests and verdicts by route and stage, and times of both sides', async () => {
    const { url, adminUrl, control } = await stack();
    await control.apply(config(5, [route(1, '/items/:id', 'shadow'), route(2, '/off', 'off')]));
    for (const path of ['/items/1', '/items/2', '/items/odd', '/off', '/elsewhere']) {
      await (await fetch(url + path)).text();
    }
    const shadow = 'route="GET /items/:id",stage="shadow"';
    const values = await until(adminUrl, (now) => {
      expect(now.get(`comparisons_total{${shadow},verdict="match"}`)).toBe(2);
      expect(now.get(`comparisons_total{${shadow},verdict="mismatch"}`)).toBe(1);
      expect(now.get(`requests_total{${shadow}}`)).toBe(3);
      expect(now.get('requests_total{route="GET /off",stage="off"}')).toBe(1);
      expect(now.get('unmatched_requests_total')).toBe(1);
    });
    for (const side of ['legacy', 'candidate']) {
      expect(values.get(`upstream_seconds_count{side="${side}"}`)).toBe(3);
      expect(values.get(`upstream_seconds_bucket{side="${side}",le="+Inf"}`)).toBe(3);
      expect(values.get(`upstream_seconds_sum{side="${side}"}`)).toBeGreaterThan(0);
    }
    expect(values.get('overhead_seconds_count')).toBe(3);
    expect(values.get('added_seconds_count')).toBe(4);
    expect(Object.fromEntries(values)).toMatchObject({
      config_revision: 5,
      routes: 2,
      link_connected: 1,
      shadow_breaker_open: 0,
      dropped_events_total: 0,
      'upstream_reachable{pool="legacy"}': 1,
      'upstream_reachable{pool="shadow"}': 1,
    });
    for (const name of [
      'resident_memory_bytes',
      'event_loop_delay_seconds{quantile="0.99"}',
      'client_connections',
    ]) {
      expect(values.get(name)).toBeGreaterThan(0);
    }
  });

  test('say why exchanges were not compared, and that the shadow rests', async () => {
    const { url, adminUrl, control } = await stack({
      candidate: `http://127.0.0.1:${await ownPort()}`,
      limits: { shadowBreakerFailures: 1, shadowBreakerOpenMs: 60_000 },
    });
    await control.apply(config(1, [route(1, '/x', 'shadow')]));
    await (await fetch(`${url}/x`)).text();
    await control.until(() => control.totals().mismatches === 1);
    await (await fetch(`${url}/x`)).text();
    const values = await until(adminUrl, (now) =>
      expect(now.get('not_compared_total{route="GET /x",stage="shadow",reason="breakerOpen"}')).toBe(1),
    );
    expect(values.get('shadow_breaker_open')).toBe(1);
    expect(values.get('upstream_reachable{pool="shadow"}')).toBe(0);
  });

  test('forget a route that is gone, so that labels are as many as routes', async () => {
    const { url, adminUrl, control } = await stack();
    await control.apply(config(1, [route(1, '/gone', 'off'), route(2, '/"stays"', 'off')]));
    await (await fetch(`${url}/gone`)).text();
    await (await fetch(`${url}/${encodeURIComponent('"stays"')}`)).text();
    await until(adminUrl, (now) => expect(now.get('requests_total{route="GET /gone",stage="off"}')).toBe(1));
    await control.apply(config(2, [route(2, '/"stays"', 'off')]));
    const names = [...(await scrape(adminUrl)).keys()];
    expect(names.filter((name) => name.includes('/gone'))).toEqual([]);
  });

  test('tell what earlier runs left in the spools, and that it takes from the room of the present one', async () => {
    const dataDir = await ownFolder('left');
    const directory = path.join(dataDir, 'spools');
    const left = await SpoolStore.open({ directory, id: 'e'.repeat(32) });
    await left.append(batchOf(1, Date.now(), [encodeEvent(tally(1))]));
    await left.markEnded();
    await left.close();
    const port = await ownPort();
    const controlUrl = `ws://127.0.0.1:${port}/ingest`;
    const tokenFile = path.join(dataDir, 'token');
    await writeFile(tokenFile, testToken, { mode: 0o600 });
    const proxy = await startProxy(
      {
        ...{ legacy: await up('legacy'), candidate: await up('candidate'), port: 0, dataDir },
        ...{ controlUrl, tokenFile, limits: { spoolBytesMax: 50_000_000 } },
      },
      pino({ level: 'silent' }),
    );
    parts.push(proxy);
    const adminUrl = `http://127.0.0.1:${proxy.adminAddress.port}`;
    await until(adminUrl, (now) => {
      const earlier = now.get('spool_bytes{run="earlier"}') ?? 0;
      expect(earlier).toBeGreaterThan(0);
      expect(now.get('spool_bytes_max')).toBe(50_000_000 - earlier);
    });
    const again = await new ControlServer().start(port);
    parts.push(again);
    await until(adminUrl, (now) => {
      expect(now.get('spool_bytes{run="earlier"}')).toBe(0);
      expect(now.get('spool_bytes_max')).toBe(50_000_000);
    });
  });

  test('are there without a control plane, where what was counted does not pile up', async () => {
    const dataDir = await ownFolder('alone');
    const proxy = await startProxy(
      { legacy: await up('legacy'), candidate: await up('candidate'), port: 0, dataDir },
      pino({ level: 'silent' }),
    );
    parts.push(proxy);
    const adminUrl = `http://127.0.0.1:${proxy.adminAddress.port}`;
    await (await fetch(`http://127.0.0.1:${proxy.address.port}/x`)).text();
    const values = await until(adminUrl, (now) => expect(now.get('unmatched_requests_total')).toBe(1));
    expect(Object.fromEntries(values)).toMatchObject({ link_connected: 0, spool_batches: 0 });
  });
});

describe('the config page', () => {
  test('shows the options in force, limits and origins, and no secret', async () => {
    const { adminUrl, control } = await stack({ limits: { drainMs: 1_234 } });
    const text = await (await fetch(`${adminUrl}/config`)).text();
    expect(JSON.parse(text)).toMatchObject({
      controlUrl: control.url,
      legacy: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
      limits: { drainMs: 1_234, headTimeoutMs: 60_000 },
    });
    expect(text).not.toContain('a'.repeat(64));
  });
});
