import http from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProxyOptions } from '../options.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { ownPort } from '../testing/own-port.ts';
import { readableLog, type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number; message?: string };
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const keep = closeAfterEach();
let legacy: TestServer;
let candidate: TestServer;
let collector: { url: string; bodies: string[] };

beforeEach(async () => {
  legacy = await httpServer((_, response) => json(response, { same: true }));
  candidate = await httpServer((_, response) => json(response, { same: true }));
  const bodies: string[] = [];
  const server = await httpServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(body);
      json(response, {});
    });
  });
  collector = { url: server.url, bodies };
  for (const each of [legacy, candidate, server]) keep(each);
});

async function stack(tracing?: ProxyOptions['tracing'], log = readableLog()): Promise<Stack> {
  const options = tracing === undefined ? {} : { tracing };
  const running = await startStack({ legacy: legacy.url, candidate: candidate.url, log: log.log, options });
  keep(running);
  return running;
}

function ask(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      })
      .on('error', reject);
  });
}

/** All `traceparent` of the last request a server saw. */
function seenBy(server: TestServer): string[] {
  const raw = server.seen.at(-1)?.rawHeaders ?? [];
  return raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === 'traceparent');
}

function spans(): ReceivedSpan[] {
  return collector.bodies.flatMap(
    (body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans as ReceivedSpan[],
  );
}

function attributes(span: ReceivedSpan | undefined): Record<string, string | undefined> {
  return Object.fromEntries(
    (span?.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  );
}

describe('with a collector', () => {
  test("a caller's trace goes on through the proxy to both sides, and each has its span", async () => {
    const running = await stack({ otlpUrl: collector.url, share: 0 });
    await running.control.apply(config(1, [route(1, '/accounts/:id', 'shadow')]));
    const traceparent = `00-${traceId}-${parentId}-01`;
    await ask(`${running.url}/accounts/12345?secret=hunter2`, {
      TraceParent: traceparent,
      tracestate: 'a=1',
    });
    await running.control.until(() => running.control.totals().matches === 1);
    await running.finish();
    const [server, primary, shadow] = ['GET /accounts/:id', 'primary', 'shadow'].map((name) =>
      spans().find((span) => span.name === name),
    );
    expect(spans()).toHaveLength(3);
    expect(server).toMatchObject({ traceId, parentSpanId: parentId, kind: 2, status: {} });
    expect(primary).toMatchObject({ traceId, parentSpanId: server?.spanId, kind: 3 });
    expect(shadow).toMatchObject({ traceId, parentSpanId: server?.spanId, kind: 3 });
    expect(seenBy(legacy)).toEqual([`00-${traceId}-${primary?.spanId}-01`]);
    expect(seenBy(candidate)).toEqual([`00-${traceId}-${shadow?.spanId}-01`]);
    expect(legacy.seen.at(-1)?.rawHeaders).toContain('tracestate');
    expect(attributes(server)).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': '200',
      'http.route': '/accounts/:id',
      'delta_guard.stage': 'shadow',
      'delta_guard.verdict': 'match',
    });
    expect(attributes(primary)).toMatchObject({ 'server.address': new URL(legacy.url).host });
    expect(BigInt(server?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(server?.startTimeUnixNano ?? 0));
    expect(Math.abs(Number(server?.startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(60_000);
    expect(collector.bodies.join()).not.toMatch(/12345|hunter2/);
  });

  test('a caller that does not trace this request is obeyed, and its header passed on as it is', async () => {
    const running = await stack({ otlpUrl: `${collector.url}/v1/traces`, share: 1 });
    const traceparent = `00-${traceId}-${parentId}-00`;
    await ask(running.url, { traceparent });
    await running.finish();
    expect(seenBy(legacy)).toEqual([traceparent]);
    expect(spans()).toEqual([]);
  });

  test('a share of the requests without a trace begins one; a header that is not one is replaced', async () => {
    const running = await stack({ otlpUrl: collector.url, share: 1 });
    await ask(running.url, { traceparent: 'nonsense' });
    await running.finish();
    const [server, primary] = ['GET', 'primary'].map((name) => spans().find((span) => span.name === name));
    expect(server).not.toHaveProperty('parentSpanId');
    expect(seenBy(legacy)).toEqual([`00-${server?.traceId}-${primary?.spanId}-01`]);
  });

  test('a side that fails has a span that says so', async () => {
    const running = await startStack({
      legacy: `http://127.0.0.1:${await ownPort()}`,
      candidate: candidate.url,
      options: { tracing: { otlpUrl: collector.url, share: 1 } },
    });
    keep(running);
    expect(await ask(running.url, {})).toBe(502);
    await running.finish();
    for (const name of ['GET', 'primary']) {
      expect(spans().find((span) => span.name === name)?.status).toMatchObject({ code: 2 });
    }
  });

  test.each([
    ['another answer', 'mismatch', undefined, undefined],
    ['a failure', 'mismatch', undefined, 2],
    ['a condition', 'notCompared', 'conditional', undefined],
  ])('%s: all spans carry the verdict, route and stage', async (what, verdict, reason, shadowStatus) => {
    const other = keep(
      await httpServer((_, response) =>
        what === 'a failure' ? response.destroy() : json(response, { same: what !== 'another answer' }),
      ),
    );
    const first = keep(
      await httpServer((_, response) =>
        what === 'a condition' ? response.writeHead(304).end() : json(response, { same: true }),
      ),
    );
    const running = keep(
      await startStack({
        legacy: first.url,
        candidate: other.url,
        options: { tracing: { otlpUrl: collector.url, share: 1 } },
      }),
    );
    await running.control.apply(config(1, [route(1, '/accounts/:id', 'shadow')]));
    await ask(`${running.url}/accounts/1`, {});
    await running.control.until(() => running.control.totals().eligible === 1);
    await running.finish();
    for (const name of ['GET /accounts/:id', 'primary', 'shadow']) {
      const span = spans().find((each) => each.name === name);
      expect(attributes(span)).toMatchObject({
        'http.route': '/accounts/:id',
        'delta_guard.stage': 'shadow',
        'delta_guard.verdict': verdict,
      });
      expect(attributes(span)['delta_guard.not_compared_reason']).toBe(reason);
      expect(span?.status.code).toBe(name === 'shadow' ? shadowStatus : undefined);
    }
  });

  test('an upstream that answers with an error has a span that says so', async () => {
    const broken = keep(await httpServer((_, response) => json(response, {}, 503)));
    const running = keep(
      await startStack({
        legacy: broken.url,
        candidate: candidate.url,
        options: { tracing: { otlpUrl: collector.url, share: 1 } },
      }),
    );
    await ask(running.url, {});
    await running.finish();
    for (const name of ['GET', 'primary']) {
      const span = spans().find((each) => each.name === name);
      expect(span?.status).toMatchObject({ code: 2, message: 'status 503' });
      expect(attributes(span)).toMatchObject({ 'error.type': '503' });
    }
  });

  test('that is away, clients notice nothing, and the log says it once', async () => {
    const log = readableLog();
    const running = await stack({ otlpUrl: `http://127.0.0.1:${await ownPort()}`, share: 1 }, log);
    for (let at = 0; at < 600; at += 1) expect(await ask(running.url, {})).toBe(200);
    await running.finish();
    expect(log.lines.filter(({ msg }) => msg === 'spans cannot be sent and are dropped')).toHaveLength(1);
  });
});

test('without a collector a traceparent is passed on as it is, and none is made', async () => {
  const running = await stack();
  await ask(running.url, { traceparent: `00-${traceId}-${parentId}-01` });
  expect(seenBy(legacy)).toEqual([`00-${traceId}-${parentId}-01`]);
  await ask(running.url, {});
  expect(seenBy(legacy)).toEqual([]);
});
