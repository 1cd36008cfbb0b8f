import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { RouteConfig, Rule } from '@delta-guard/protocol';
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
import { httpServer, rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

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

/** The side is ignored, so that it shows who answered. */
const ignoreSide: Rule = {
  id: '00000000-0000-4000-8000-0000000000aa',
  routeId: null,
  place: { in: 'body', path: '$.side' },
  action: { do: 'ignore' },
};

interface Says {
  value?: number;
  status?: number;
  headers?: Record<string, string>;
  delayMs?: number;
  /** Called instead of the plain end. */
  write?: (response: ServerResponse, body: string) => void;
}

const says =
  (side: string, { value = 1, status = 200, headers = {}, delayMs = 0, write }: Says = {}): Answer =>
  (_, response) => {
    setTimeout(() => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      const body = JSON.stringify({ value, side });
      if (write) write(response, body);
      else response.end(body);
    }, delayMs);
  };

type Limits = StackOptions['limits'];

async function guarded(
  legacy: TestServer,
  candidate: TestServer,
  more: Partial<RouteConfig> & { limits?: Limits } = {},
): Promise<Stack> {
  const { limits, ...given } = more;
  const stack = await startStack({
    legacy: legacy.url,
    candidate: candidate.url,
    limits: { shadowTimeoutMs: 500, ...limits },
  });
  parts.unshift(stack);
  const waits = { guardWaitMs: 300, guardHoldMs: 300 };
  await stack.control.apply(config(1, [route(1, '/*', 'guarded', { ...waits, ...given })], [ignoreSide]));
  return stack;
}

async function ask(stack: Stack, headers: Record<string, string> = {}) {
  const answer = await fetch(`${stack.url}/x`, { headers });
  const text = await answer.text();
  return { status: answer.status, side: /"side":"(\w+)"/.exec(text)?.[1] ?? text };
}

describe('guarded: the candidate answers where its answer to this request equals the legacy’s', () => {
  test('under the rules, and in time', async () => {
    const stack = await guarded(await server(says('legacy')), await server(says('candidate')));
    expect(await ask(stack)).toEqual({ status: 200, side: 'candidate' });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, matches: 1, fallbacks: 0 });
    expect(stack.control.tallies.map(({ stage }) => stage)).toContain('guarded');
  });

  test('whichever of them is slower, within guardWaitMs after the legacy', async () => {
    const slow = { delayMs: 50 };
    const one = await guarded(await server(says('legacy', slow)), await server(says('candidate')));
    expect(await ask(one)).toMatchObject({ side: 'candidate' });
    const other = await guarded(await server(says('legacy')), await server(says('candidate', slow)));
    expect(await ask(other)).toMatchObject({ side: 'candidate' });
  });

  test('compressed, and too long to be compared on the thread that serves', async () => {
    const long = (side: string): Answer => {
      const rows = Array.from({ length: 5_000 }, (_, row) => ({ row, text: `row ${row}` }));
      return (_, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
        response.end(gzipSync(JSON.stringify({ rows, side })));
      };
    };
    const waits = { guardWaitMs: 10_000 };
    const stack = await guarded(await server(long('legacy')), await server(long('candidate')), waits);
    const answer = await fetch(`${stack.url}/x`);
    expect(await answer.json()).toMatchObject({ side: 'candidate' });
  });

  test('to HEAD and to a request with a body too', async () => {
    const stack = await guarded(
      await server(says('legacy', { headers: { 'X-Side': 'same' } })),
      await server(says('candidate', { headers: { 'X-Side': 'same' } })),
    );
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n');
    client.send('hello');
    expect(await client.untilClosed()).toContain('"side":"candidate"');
    const routes = [route(2, '/*', 'guarded', { method: 'HEAD', guardWaitMs: 300 })];
    await stack.control.apply(config(2, routes));
    expect((await fetch(`${stack.url}/x`, { method: 'HEAD' })).status).toBe(200);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 2, matches: 2 });
  });
});

describe('guarded: no fault of the candidate is visible to a client', () => {
  const faults: [string, Says][] = [
    ['a value', { value: 2 }],
    ['a status', { status: 500 }],
    ['a header', { headers: { 'X-Other': '1' } }],
    ['a cookie', { headers: { 'Set-Cookie': 'a=2' } }],
  ];

  test.each(faults)('at 100 %%: %s', async (_, fault) => {
    const stack = await guarded(await server(says('legacy')), await server(says('candidate', fault)));
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(stack)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ status: 200, side: 'legacy' })]),
    );
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 100, mismatches: 100, notCompared: 0 });
  });

  const ways: (Misbehaviour | 'refuses')[] = ['refuses', ...(Object.keys(misbehaviours) as Misbehaviour[])];
  test.each(ways)('P1, P4: the candidate %s', async (how) => {
    const candidate = keep(how === 'refuses' ? await refusingServer() : await misbehavingServer(how));
    const stack = await guarded(await server(says('legacy')), candidate, {
      guardWaitMs: 20,
      limits: { shadowTimeoutMs: 1_500 },
    });
    const startedMs = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => ask(stack)));
    // The candidate's deadline is 1,500 ms.
    expect(performance.now() - startedMs).toBeLessThan(1_300);
    expect(answers).toEqual([1, 2, 3].map(() => ({ status: 200, side: 'legacy' })));
    await stack.finish();
    const { mismatches, eligible, reasons } = stack.control.totals();
    expect(eligible).toBe(3);
    if (how === 'endless') expect(reasons).toEqual({ tooLarge: 3 });
    else expect(mismatches).toBe(3);
  });

  test.each([
    ['Set-Cookie', { in: 'cookie', name: 'a' }, 'a=1', 'a=2'],
    ['ETag', { in: 'header', name: 'etag' }, '"1"', '"2"'],
    ['Location', { in: 'header', name: 'location' }, '/1', '/2'],
  ] as const)(
    '%s has to be the same to the byte, whatever the rules say',
    async (name, place, left, right) => {
      const stack = await guarded(
        await server(says('legacy', { headers: { [name]: left } })),
        await server(says('candidate', { headers: { [name]: right } })),
      );
      const ignored: Rule = { ...ignoreSide, id: ignoreSide.id.replace('aa', 'bb'), place };
      await stack.control.apply(
        config(2, [route(1, '/*', 'guarded', { guardWaitMs: 300 })], [ignoreSide, ignored]),
      );
      expect(await ask(stack)).toMatchObject({ side: 'legacy' });
      await stack.finish();
      expect(stack.control.totals()).toMatchObject({ matches: 1 });
    },
  );

  test('trailers have to be the same too', async () => {
    const trailing = (value: string): Says => ({
      headers: { Trailer: 'X-Sum' },
      write: (response, body) => {
        response.write(body);
        response.addTrailers({ 'X-Sum': value });
        response.end();
      },
    });
    const stack = await guarded(
      await server(says('legacy', trailing('1'))),
      await server(says('candidate', trailing('2'))),
    );
    expect(await ask(stack)).toMatchObject({ side: 'legacy' });
  });

  test('a legacy that fails is told as it is: nobody can say that the candidate is right', async () => {
    const refusing = await guarded(await refusingServer(), await server(says('candidate')));
    expect((await fetch(`${refusing.url}/x`)).status).toBe(502);
    const broken = await guarded(
      keep(await misbehavingServer('resetsMidBody')),
      await server(says('candidate')),
    );
    await expect(fetch(`${broken.url}/x`).then((answer) => answer.text())).rejects.toThrow();
    await broken.finish();
    expect(broken.control.totals().reasons).toEqual({ legacyFailed: 1 });
  });

  test('a conditional answer is the legacy’s: the candidate was not asked under the condition', async () => {
    const legacy: Answer = (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200, { ETag: '"1"' });
      response.end();
    };
    const stack = await guarded(await server(legacy), await server(says('candidate')));
    const answer = await fetch(`${stack.url}/x`, { headers: { 'If-None-Match': '"1"' } });
    expect(answer.status).toBe(304);
    await stack.finish();
    expect(stack.control.totals().reasons).toEqual({ conditional: 1 });
  });
});

describe('guarded: what is held, and for how long', () => {
  test('P2: the legacy’s answer leaves guardWaitMs after it is whole', async () => {
    const candidate = keep(await misbehavingServer('hangs'));
    const stack = await guarded(await server(says('legacy')), candidate, { guardWaitMs: 5 });
    await ask(stack);
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const startedMs = performance.now();
      expect(await ask(stack)).toMatchObject({ side: 'legacy' });
      times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    expect(times[10]).toBeGreaterThanOrEqual(5);
    expect(times[10]).toBeLessThan(200);
  });

  test('a legacy that is not whole after guardHoldMs passes as it comes', async () => {
    const legacy = await server(
      says('legacy', {
        write: (response) => {
          response.write('first');
          setTimeout(() => response.end('last'), 400);
        },
      }),
    );
    const stack = await guarded(legacy, await server(says('candidate')), { guardHoldMs: 50 });
    const answer = await fetch(`${stack.url}/x`);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1 });
  });

  test('an event stream is not held at all', async () => {
    const legacy = await server((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const stack = await guarded(legacy, await server(says('candidate')), {
      guardHoldMs: 60_000,
      limits: { drainMs: 100 },
    });
    const gone = new AbortController();
    const answer = await fetch(`${stack.url}/x`, { signal: gone.signal });
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
    gone.abort();
  });

  test.each([
    ['cap', { captureBytesMax: 10_000 }, 'tooLarge'],
    ['budget', { captureTotalBytesMax: 10_000 }, 'shadowBusy'],
  ] as const)('past the %s the legacy’s bytes leave, all of them in order', async (_, limits, reason) => {
    const big = Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => at % 251));
    const serves: Answer = (_, response) => response.end(big);
    const stack = await guarded(await server(serves), await server(serves), { limits });
    for (let n = 0; n < 5; n += 1) {
      const answer = await fetch(`${stack.url}/x`);
      expect(Buffer.from(await answer.arrayBuffer()).equals(big)).toBe(true);
    }
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 5, reasons: { [reason]: 5 } });
  });

  test('a slow client of a long answer gets all of it', async () => {
    const big = Buffer.alloc(900_000, 'abcdefg');
    const serves: Answer = (_, response) => response.end(big);
    const stack = await guarded(await server(serves), await server(serves), { guardWaitMs: 5_000 });
    const client = await RawClient.connect(stack.port);
    client.socket.pause();
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await stack.control.until(() => stack.control.totals().matches === 1);
    client.socket.resume();
    const text = await client.untilClosed();
    expect(text.endsWith(big.toString())).toBe(true);
  });

  test('interim answers of the legacy pass at once; those of the candidate never', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </legacy>\r\n\r\n';
    const end = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const legacy = keep(await rawHttpServer((_, socket) => socket.write(early + end)));
    const candidate = keep(
      await rawHttpServer((_, socket) => socket.write(early.replace('legacy', 'candidate') + end)),
    );
    const stack = await guarded(legacy, candidate);
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const text = await client.untilClosed();
    expect(text).toContain('</legacy>');
    expect(text).not.toContain('</candidate>');
    expect(text.endsWith('ok')).toBe(true);
  });

  test('a client that leaves while its answer is held is clientGone, and nothing stays taken', async () => {
    const stack = await guarded(
      keep(await misbehavingServer('drips')),
      keep(await misbehavingServer('hangs')),
      { guardHoldMs: 60_000, limits: { halfClosedWaitMs: 20 } },
    );
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise<void>((resolve) => client.socket.write('', () => resolve()));
    client.socket.destroy();
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, reasons: { clientGone: 1 } });
  });
});
