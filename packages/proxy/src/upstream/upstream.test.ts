import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ownPort } from '../testing/own-port.ts';
import { rawHttpServer, type TestServer } from '../testing/upstream-server.ts';
import type { AnswerSink, UpstreamRequest } from './call.ts';
import type { CallFailure } from './call-failure.ts';
import { Upstream, type UpstreamLimits } from './upstream.ts';

const parts: { close(): unknown }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** A server that answers the n-th request (from 1) on a socket, counted over all of them. */
async function server(answer: (socket: Socket, request: number, head: string) => void) {
  const heads: string[] = [];
  const made: TestServer = await rawHttpServer((head, socket) => {
    heads.push(head);
    answer(socket, heads.length, head);
  });
  parts.push(made);
  return { ...made, heads };
}

function upstream(port: number, limits: Partial<UpstreamLimits> = {}): Upstream {
  const made = new Upstream(new URL(`http://127.0.0.1:${port}`), {
    connectionsMax: 2,
    pendingMax: 1,
    pendingTimeoutMs: 60_000,
    connectTimeoutMs: 60_000,
    bodyIdleTimeoutMs: 60_000,
    headerBytesMax: 4_096,
    ...limits,
  });
  parts.unshift(made);
  return made;
}

const request: UpstreamRequest = {
  method: 'GET',
  path: '/x',
  headers: [],
  body: null,
  trailers: null,
  expectsContinue: false,
  headTimeoutMs: 60_000,
};

interface Result {
  status: number | null;
  body: string;
  failure: CallFailure | null;
}

function ask(of: Upstream, more: Partial<UpstreamRequest> = {}): Promise<Result> {
  return new Promise((resolve) => {
    const result: Result = { status: null, body: '', failure: null };
    const sink: AnswerSink = {
      onSent: () => {},
      onInformation: () => {},
      onHead: (status) => {
        result.status = status;
      },
      onData: (chunk) => {
        result.body += chunk.toString('latin1');
      },
      onEnd: () => resolve(result),
      onFail: (failure) => resolve({ ...result, failure }),
    };
    of.call({ ...request, ...more }, sink);
  });
}

describe('P6: no request is sent twice', () => {
  test('but a safe one once more, where a reused connection was closed as it went out', async () => {
    const { port, heads } = await server((socket, request) => {
      if (request === 2) socket.destroy();
      else socket.write(ok(String(request)));
    });
    const of = upstream(port);
    expect(await ask(of)).toMatchObject({ body: '1' });
    expect(await ask(of)).toMatchObject({ status: 200, body: '3', failure: null });
    expect(heads).toHaveLength(3);
  });

  test('and not a third time', async () => {
    const { port, heads } = await server((socket, request) => {
      if (request === 1) socket.write(ok('1'));
      else socket.destroy();
    });
    const of = upstream(port);
    await ask(of);
    expect((await ask(of)).failure).toMatchObject({ failure: 'reset', code: 'upstreamReset' });
    expect(heads).toHaveLength(3);
  });

  const never: [string, Partial<UpstreamRequest>][] = [
    ['a POST', { method: 'POST', headers: ['Content-Length', '0'] }],
    ['a DELETE', { method: 'DELETE' }],
    ['a GET with a body', { body: Buffer.from('abc') }],
  ];
  test.each(never)('never %s', async (_, request) => {
    const { port, heads } = await server((socket, number) => {
      if (number === 1) socket.write(ok('1'));
      else socket.destroy();
    });
    const of = upstream(port);
    await ask(of);
    expect((await ask(of, request)).failure).toMatchObject({ failure: 'reset' });
    expect(heads).toHaveLength(2);
  });

  test('nor one on a connection that had not served before, nor one that began to be answered', async () => {
    const fresh = await server((socket) => socket.destroy());
    expect((await ask(upstream(fresh.port))).failure).toMatchObject({ failure: 'reset' });
    expect(fresh.heads).toHaveLength(1);
    const half = await server((socket, request) => {
      socket.write(request === 1 ? ok('1') : 'HTTP/1.1 200 OK\r\nConte');
      if (request === 2) socket.end();
    });
    const of = upstream(half.port);
    await ask(of);
    expect((await ask(of)).failure).toMatchObject({ failure: 'reset' });
    expect(half.heads).toHaveLength(2);
  });
});

describe('a connection', () => {
  test('is used again, and closed where the upstream says so', async () => {
    const sockets = new Set<Socket>();
    const { port } = await server((socket, request) => {
      sockets.add(socket);
      socket.write(request === 3 ? ok('x').replace('\r\n', '\r\nConnection: close\r\n') : ok('x'));
    });
    const of = upstream(port);
    for (let request = 1; request <= 4; request += 1) expect(await ask(of)).toMatchObject({ body: 'x' });
    expect(sockets.size).toBe(2);
  });

  test('on which an answer lies that nobody asked for is never used', async () => {
    const served: Socket[] = [];
    const { port } = await server((socket, request) => {
      served.push(socket);
      socket.write(ok(String(request)));
    });
    const of = upstream(port);
    expect(await ask(of)).toMatchObject({ body: '1' });
    const [first] = served;
    first?.write(ok('poison'));
    await new Promise((resolve) => first?.once('close', resolve));
    expect(await ask(of)).toMatchObject({ body: '2' });
  });

  test('that the upstream closed while idle is not used, even for a POST', async () => {
    const served: Socket[] = [];
    const { port } = await server((socket, request) => {
      served.push(socket);
      socket.write(ok(String(request)));
    });
    const of = upstream(port);
    await ask(of);
    const [first] = served;
    first?.end();
    // The other side has seen it when it closes its own.
    await new Promise((resolve) => first?.once('close', resolve));
    expect(await ask(of, { method: 'POST' })).toMatchObject({ body: '2', failure: null });
  });

  test('is not kept past the time that the upstream names', async () => {
    const sockets = new Set<Socket>();
    const { port } = await server((socket) => {
      sockets.add(socket);
      socket.write(ok('x').replace('\r\n', '\r\nKeep-Alive: timeout=1\r\n'));
    });
    const of = upstream(port);
    await ask(of);
    await ask(of);
    expect(sockets.size).toBe(2);
  });
});

describe('bounds', () => {
  test('past the connections a request waits, past the waiting it is refused', async () => {
    const open: Socket[] = [];
    const { port } = await server((socket) => open.push(socket));
    const of = upstream(port, { pendingTimeoutMs: 5_000 });
    const asked = [ask(of), ask(of), ask(of)];
    expect((await ask(of)).failure).toMatchObject({
      code: 'upstreamBusy',
      message: expect.stringContaining('wait'),
    });
    while (open.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const socket of open) socket.write(ok('late'));
    while (open.length < 3) await new Promise((resolve) => setImmediate(resolve));
    open[2]?.write(ok('late'));
    expect((await Promise.all(asked)).map(({ body }) => body)).toEqual(['late', 'late', 'late']);
  });

  test('a request waits for a connection only so long', async () => {
    const { port } = await server(() => {});
    const of = upstream(port, { connectionsMax: 1, pendingTimeoutMs: 50 });
    void ask(of);
    expect((await ask(of)).failure).toMatchObject({
      code: 'upstreamBusy',
      message: expect.stringContaining('50 ms'),
    });
  });

  test('an upstream that gives no head, or stalls in its body, is given up', async () => {
    const silent = await server(() => {});
    expect((await ask(upstream(silent.port), { headTimeoutMs: 100 })).failure).toMatchObject({
      failure: 'timeout',
    });
    const stalled = await server((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    );
    expect(await ask(upstream(stalled.port, { bodyIdleTimeoutMs: 300 }))).toMatchObject({
      status: 200,
      body: 'half',
      failure: { failure: 'timeout', unreachable: false },
    });
  });

  test('an answer may take longer in all, as long as each byte comes in time', async () => {
    const slow = await server((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n');
      const bytes = ['a', 'b', 'c', 'd'];
      const timer = setInterval(() => {
        socket.write(bytes.shift() ?? '');
        if (bytes.length === 0) clearInterval(timer);
      }, 1_000);
    });
    const answer = await ask(upstream(slow.port, { bodyIdleTimeoutMs: 3_000 }));
    expect(answer).toEqual({ status: 200, body: 'abcd', failure: null });
  });

  test('an answer that its reader holds up is not late', async () => {
    const { port } = await server((socket) => socket.write(ok('ab')));
    const body = await new Promise((resolve, reject) => {
      let read = '';
      const call = upstream(port, { bodyIdleTimeoutMs: 300 }).call(request, {
        onSent: () => {},
        onInformation: () => {},
        onHead: () => {
          call.pause();
          setTimeout(() => call.resume(), 1_200);
        },
        onData: (chunk) => {
          read += chunk.toString('latin1');
        },
        onEnd: () => resolve(read),
        onFail: reject,
      });
    });
    expect(body).toBe('ab');
  });

  test('an upstream that is not there is refused, and known to be unreachable', async () => {
    expect((await ask(upstream(await ownPort()))).failure).toMatchObject({
      failure: 'refused',
      unreachable: true,
    });
  });

  test('nothing is asked of a pool that is closed', async () => {
    const { port } = await server((socket) => socket.write(ok('x')));
    const of = upstream(port);
    await of.close();
    expect((await ask(of)).failure).toMatchObject({ code: 'upstreamBusy' });
  });
});
