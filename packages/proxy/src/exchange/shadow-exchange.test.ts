import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import {
  type Misbehaviour,
  misbehavingServer,
  misbehaviours,
  refusingServer,
} from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

function keep<T extends { close(): Promise<void> }>(part: T): T {
  parts.push(part);
  return part;
}

type Answer = Parameters<typeof httpServer>[0];
const server = async (answer: Answer) => keep(await httpServer(answer));

async function shadowing(
  legacy: TestServer,
  candidate: TestServer,
  limits: StackOptions['limits'] = {},
): Promise<Stack> {
  const stack = await startStack({
    legacy: legacy.url,
    candidate: candidate.url,
    limits: { shadowTimeoutMs: 300, ...limits },
  });
  parts.unshift(stack);
  await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow'), route(2, '/*', 'shadow')]));
  return stack;
}

const right: Answer = (_, response) => json(response, { right: true });

describe('P1: in shadow the client gets the legacy answer whatever the candidate does', () => {
  const all: (Misbehaviour | 'refuses')[] = ['refuses', ...(Object.keys(misbehaviours) as Misbehaviour[])];

  test.each(all)('the candidate %s', async (how) => {
    const legacy = await server(right);
    const candidate = keep(how === 'refuses' ? await refusingServer() : await misbehavingServer(how));
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 1_000 });
    const startedMs = performance.now();
    const answers = await Promise.all(
      [1, 2, 3].map(async (id) => {
        const answer = await fetch(`${url}/items/${id}`);
        return [answer.status, await answer.json()];
      }),
    );
    const tookMs = performance.now() - startedMs;
    expect(answers).toEqual([1, 2, 3].map(() => [200, { right: true }]));
    // P2: the candidate's deadline is 1,000 ms; the client heard nothing of it.
    expect(tookMs).toBeLessThan(900);
    await finish();
    // P5: a candidate that fails is a mismatch; only one that floods is left uncompared, and counted as that.
    const { mismatches, reasons } = control.totals();
    expect({ mismatches, reasons }).toEqual(
      how === 'endless' ? { mismatches: 0, reasons: { tooLarge: 3 } } : { mismatches: 3, reasons: {} },
    );
    const why = control.deltas[0]?.signatures[0]?.why;
    if (how !== 'endless') {
      const slow = ['hangs', 'drips'].includes(how);
      expect(why).toBe(how === 'refuses' ? 'refused' : slow ? 'timeout' : 'reset');
    }
    expect(control.invalid).toEqual([]);
  });
});

describe('P3: what exceeds a bound is not compared, and said to be', () => {
  test('a legacy body over the cap is passed on whole and not compared', async () => {
    const big = Buffer.alloc(300_000, 'a');
    const legacy = await server((_, response) => response.end(big));
    const candidate = await server((_, response) => response.end(big));
    const { url, control, finish } = await shadowing(legacy, candidate, { captureBytesMax: 100_000 });
    const body = Buffer.from(await (await fetch(`${url}/items/1`)).arrayBuffer());
    expect(body.equals(big)).toBe(true);
    await finish();
    expect(control.totals().reasons).toEqual({ tooLarge: 1 });
  });

  test('P5: a candidate that refuses is a mismatch even where the legacy body is over the cap', async () => {
    const legacy = await server((_, response) => response.end(Buffer.alloc(300_000, 'a')));
    const { url, control, finish } = await shadowing(legacy, await refusingServer(), {
      captureBytesMax: 1_000,
    });
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 1, notCompared: 0 });
  });

  test('a body that decodes to more than the cap is not compared', async () => {
    const zeros = (more: string) => gzipSync(Buffer.concat([Buffer.alloc(1_000_000), Buffer.from(more)]));
    const send =
      (body: Buffer): Answer =>
      (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip' });
        response.end(body);
      };
    const { url, control, finish } = await shadowing(
      await server(send(zeros('a'))),
      await server(send(zeros('b'))),
      {
        decodedBytesMax: 100_000,
      },
    );
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals().reasons).toEqual({ tooLarge: 1 });
  });

  test('past the cap of calls in flight the shadow is left out, and the client served', async () => {
    const legacy = await server(right);
    const candidate = keep(await misbehavingServer('hangs'));
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowInFlightMax: 2 });
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5].map(async (id) => (await fetch(`${url}/items/${id}`)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 2, reasons: { shadowBusy: 3 } });
  });

  test('past the byte budget of all exchanges the comparison is given up', async () => {
    const legacy = await server((_, response) => response.end('x'.repeat(5_000)));
    const candidate = await server((_, response) => response.end('x'.repeat(5_000)));
    const { url, control, finish } = await shadowing(legacy, candidate, { captureTotalBytesMax: 6_000 });
    for (const id of [1, 2]) expect(await (await fetch(`${url}/items/${id}`)).text()).toHaveLength(5_000);
    await finish();
    expect(control.totals().reasons).toEqual({ shadowBusy: 2 });
  });

  test('a request body goes to the candidate too, whole; over the cap it goes to the legacy alone', async () => {
    const echo: Answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => json(response, { got: Buffer.concat(chunks).toString() }));
    };
    const [legacy, candidate] = [await server(echo), await server(echo)];
    const { port, control, finish } = await shadowing(legacy, candidate, { requestCopyBytesMax: 10 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    client.send('3\r\nyou\r\n0\r\n\r\n');
    await client.until((text) => text.includes('{"got":"helloyou"}'));
    client.send(`GET /items/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world`);
    await client.until((text) => text.includes('{"got":"hello world"}'));
    await finish();
    expect(control.totals()).toMatchObject({ matches: 1, reasons: { tooLarge: 1 } });
    expect(candidate.seen.map(({ url }) => url)).toEqual(['/items/1']);
    client.socket.destroy();
  });
});

describe('the shadow breaker', () => {
  test('after failures in a row the candidate is spared, and called again when it is back', async () => {
    const legacy = await server(right);
    let broken = true;
    const candidate = await server((request, response) => {
      if (broken) request.socket.destroy();
      else right(request, response);
    });
    const { url, control, finish } = await shadowing(legacy, candidate, {
      shadowBreakerFailures: 3,
      shadowBreakerOpenMs: 100,
    });
    const ask = async (times: number) => {
      for (let at = 0; at < times; at += 1) await (await fetch(`${url}/items/1`)).arrayBuffer();
    };
    // The first failures must be over before the next request is let in.
    for (let at = 1; at <= 3; at += 1) {
      await ask(1);
      await candidate.untilSeen(at);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await ask(5);
    expect(candidate.seen).toHaveLength(3);
    broken = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await ask(1);
    await candidate.untilSeen(4);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await ask(2);
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 3, matches: 3, reasons: { breakerOpen: 5 } });
  });
});

describe('the loop guard', () => {
  test('a shadow call that comes round to the proxy is not fanned out again', async () => {
    let around = '';
    const legacy = await server(right);
    const candidate = await server(async (request, response) => {
      const mark = request.headers['delta-guard-shadow'];
      const answer = await fetch(`${around}/items/2`, { headers: { 'delta-guard-shadow': String(mark) } });
      json(response, await answer.json());
    });
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 2_000 });
    around = url;
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(candidate.seen).toHaveLength(1);
    expect(legacy.seen.map(({ url: target }) => target)).toEqual(['/items/1', '/items/2']);
    expect(control.totals()).toMatchObject({ requests: 2, eligible: 1, matches: 1 });
    expect(names(legacy).filter((name) => name === 'delta-guard-shadow')).toHaveLength(1);
  });

  test('a mark that a client made up is stripped and guards nothing', async () => {
    const [legacy, candidate] = [await server(right), await server(right)];
    const { url, control, finish } = await shadowing(legacy, candidate);
    const made = { 'delta-guard-shadow': 'bm90IGEgcmVhbCBtYXJr' };
    await (await fetch(`${url}/items/1`, { headers: made })).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ eligible: 1, matches: 1 });
    expect(names(legacy)).not.toContain('delta-guard-shadow');
    expect(candidate.seen[0]?.rawHeaders).not.toContain(made['delta-guard-shadow']);
  });
});

describe('P4: every eligible exchange ends as exactly one verdict', () => {
  test('a client that leaves before the legacy answered: notCompared clientGone', async () => {
    const legacy = keep(await misbehavingServer('hangs'));
    const candidate = await server(right);
    const { port, control, finish } = await shadowing(legacy, candidate, { halfClosedWaitMs: 20 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n');
    client.socket.destroySoon();
    await finish();
    expect(control.totals()).toMatchObject({ requests: 1, reasons: { clientGone: 1 } });
  });

  test('a client that leaves after the legacy answered: the comparison goes on', async () => {
    let answer = () => {};
    const legacy = await server(right);
    const candidate = await server((_, response) => {
      answer = () => json(response, { right: true });
    });
    const { port, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 5_000 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until((text) => text.endsWith('}'));
    client.socket.destroy();
    await control.until(() => control.totals().requests === 1);
    answer();
    await finish();
    expect(control.totals().matches).toBe(1);
  });

  test('a legacy that fails: the client hears of it, notCompared legacyFailed', async () => {
    const { url, control, finish } = await shadowing(await refusingServer(), await server(right));
    const answer = await fetch(`${url}/items/1`);
    expect([answer.status, answer.headers.get('delta-guard-error')]).toEqual([502, 'upstreamRefused']);
    await finish();
    expect(control.totals().reasons).toEqual({ legacyFailed: 1 });
  });

  test.each([304, 206, 412])(
    'a legacy that answers %d: notCompared conditional, and no If-* for the shadow',
    async (status) => {
      const conditional: Answer = (_, response) => {
        response.writeHead(status, { ETag: '"a"' });
        response.end();
      };
      const [legacy, candidate] = [await server(conditional), await server(right)];
      const { url, control, finish } = await shadowing(legacy, candidate);
      const answer = await fetch(`${url}/items/1`, {
        headers: {
          'If-None-Match': '"a"',
          'If-Modified-Since': 'now',
          'If-Range': '"a"',
          Range: 'bytes=0-1',
        },
      });
      expect(answer.status).toBe(status);
      await finish();
      expect(control.totals().reasons).toEqual({ conditional: 1 });
      expect(names(legacy)).toEqual(expect.arrayContaining(['if-none-match', 'if-range', 'range']));
      expect(names(candidate).filter((name) => name.startsWith('if-'))).toEqual([]);
      expect(names(candidate)).toContain('range');
    },
  );

  test('bodies under different codings are compared decoded', async () => {
    const legacy = await server(right);
    const candidate = await server((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipSync('{"right":true}'));
    });
    const { url, control, finish } = await shadowing(legacy, candidate);
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    const paths = control.deltas.flatMap((delta) => delta.differences.map(({ place }) => place));
    expect(paths).not.toContain('body');
  });

  test('bytes that no coding explains: notCompared undecodable, unless they are equal', async () => {
    const odd =
      (body: string): Answer =>
      (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'x-own' });
        response.end(body);
      };
    const legacy = await server(odd('same'));
    const candidate = await server((request, response) =>
      odd(request.url === '/items/1' ? 'same' : 'other')(request, response),
    );
    const { url, control, finish } = await shadowing(legacy, candidate);
    for (const id of [1, 2]) await (await fetch(`${url}/items/${id}`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ matches: 1, reasons: { undecodable: 1 } });
  });

  test('what is under way when the proxy stops is counted as stopping', async () => {
    const legacy = await server(right);
    const candidate = keep(await misbehavingServer('hangs'));
    const { url, control, finish } = await shadowing(legacy, candidate, {
      drainMs: 50,
      shadowTimeoutMs: 60_000,
    });
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ requests: 1, reasons: { stopping: 1 } });
  });
});

function names(upstream: TestServer): string[] {
  return upstream.seen
    .flatMap(({ rawHeaders }) => rawHeaders.filter((_, at) => at % 2 === 0))
    .map((name) => name.toLowerCase());
}
