import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ProxyOptions } from '../options.ts';
import { config, route } from '../testing/control-server.ts';
import { readableLog, type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

/** As a settings file names a variable of the environment. */
const variable = (name: string) => `$\{${name}}`;

type Side = Omit<Exclude<ProxyOptions['legacy'], string>, 'url'>;

let legacy: TestServer;
let candidate: TestServer;
const parts: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  legacy = await httpServer((_, response) => json(response, {}));
  candidate = await httpServer((_, response) => json(response, {}));
  parts.push(legacy, candidate);
});
afterEach(async () => {
  delete process.env.DELTA_GUARD_TEST_SECRET;
  for (const part of parts.splice(0).toReversed()) await part.close();
});

async function stack(sides: { legacy?: Side; candidate?: Side }, log = readableLog()): Promise<Stack> {
  const running = await startStack({
    legacy: { url: legacy.url, ...sides.legacy },
    candidate: { url: candidate.url, ...sides.candidate },
    log: log.log,
  });
  parts.push(running);
  return running;
}

/** Headers of the last request that a server saw, names in lower case. */
function last(server: TestServer): Record<string, string> {
  const raw = server.seen.at(-1)?.rawHeaders ?? [];
  const pairs: [string, string][] = [];
  for (let at = 0; at < raw.length; at += 2) pairs.push([raw[at]?.toLowerCase() ?? '', raw[at + 1] ?? '']);
  return Object.fromEntries(pairs);
}

function ask(port: number, options: http.RequestOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path: '/x', agent: false, ...options },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    request.on('error', reject).end();
  });
}

const client = { headers: { Host: 'shop.example', Authorization: 'Bearer client', Cookie: 'a=1' } };

describe('each side', () => {
  test('gets what the client sent, Host included, where nothing else is said', async () => {
    const { port } = await stack({});
    await ask(port, client);
    expect(last(legacy)).toMatchObject({
      host: 'shop.example',
      authorization: 'Bearer client',
      cookie: 'a=1',
    });
  });

  test('can have its own credentials and Host; the secrets come from the environment and from files', async () => {
    process.env.DELTA_GUARD_TEST_SECRET = 'from the environment';
    const { port, control, dataDir } = await stack({
      legacy: { host: 'upstream', headers: { remove: ['cookie'] } },
      candidate: {
        host: 'candidate.internal',
        headers: {
          set: { Authorization: `Bearer ${variable('DELTA_GUARD_TEST_SECRET')}` },
          add: { 'X-Literal': `$${variable('DELTA_GUARD_TEST_SECRET')}` },
        },
      },
    });
    expect(dataDir).not.toBe('');
    await control.apply(config(1, [route(1, '/x', 'shadow')]));
    await ask(port, client);
    await candidate.untilSeen(1);
    expect(last(legacy)).toMatchObject({
      host: new URL(legacy.url).host,
      authorization: 'Bearer client',
      'x-forwarded-host': 'shop.example',
    });
    expect(last(legacy)).not.toHaveProperty('cookie');
    expect(last(candidate)).toMatchObject({
      host: 'candidate.internal',
      authorization: 'Bearer from the environment',
      cookie: 'a=1',
      'x-literal': variable('DELTA_GUARD_TEST_SECRET'),
    });
  });

  test('that answers clients gets its own headers too, as in live, and on requests of odd shape', async () => {
    const { port, control } = await stack({ candidate: { headers: { set: { 'X-Side': 'candidate' } } } });
    await control.apply(config(1, [route(1, '/x', 'live')]));
    await ask(port, { ...client, headers: { ...client.headers, Expect: '100-continue' } });
    expect(last(candidate)).toMatchObject({ 'x-side': 'candidate' });
    await legacy.untilSeen(1);
    expect(last(legacy)).not.toHaveProperty('x-side');
  });

  test('gets them on WebSocket handshakes', async () => {
    const server = http.createServer();
    const seen: http.IncomingHttpHeaders[] = [];
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket, request) => {
      seen.push(request.headers);
      socket.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    parts.push({ close: async () => void server.close() });
    const running = await startStack({
      legacy: { url, host: 'ws.internal', headers: { set: { Authorization: 'own' } } },
      candidate: candidate.url,
    });
    parts.push(running);
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/`, { headers: { Authorization: 'client' } });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(seen).toEqual([expect.objectContaining({ host: 'ws.internal', authorization: 'own' })]);
  });
});

describe('secrets of headers', () => {
  test('are in no page, log, event or delta', async () => {
    process.env.DELTA_GUARD_TEST_SECRET = 'hunter2-from-environment';
    const log = readableLog();
    const { adminUrl, port, control } = await stack(
      {
        candidate: {
          headers: {
            set: {
              Authorization: `Basic ${variable('DELTA_GUARD_TEST_SECRET')}`,
              'X-Key': 'hunter2-literal',
            },
          },
        },
      },
      log,
    );
    await control.apply(config(1, [route(1, '/x', 'shadow')]));
    await ask(port, client);
    await control.until(() => control.totals().matches === 1);
    const shown = await (await fetch(`${adminUrl}/config`)).text();
    expect(JSON.parse(shown).candidate.headers.set).toEqual({
      Authorization: variable('DELTA_GUARD_TEST_SECRET'),
      'X-Key': '[masked]',
    });
    const metrics = await (await fetch(`${adminUrl}/metrics`)).text();
    expect(shown + metrics + JSON.stringify([log.lines, control.events])).not.toContain('hunter2');
  });

  test('that are not there, and names that cannot be changed, stop the start', async () => {
    await expect(
      stack({
        legacy: { headers: { set: { Authorization: variable('DELTA_GUARD_NO_SUCH') } } },
        candidate: { headers: { add: { 'X-Key': { file: '/nowhere' } } } },
      }),
    ).rejects.toThrow(
      'legacy.headers.set.Authorization: DELTA_GUARD_NO_SUCH is not set in the environment: set it, or name a file instead\n' +
        '  candidate.headers.add.X-Key: /nowhere cannot be read: there is no such file',
    );
    const refused = {
      remove: ['Connection'],
      set: { Host: 'x' },
      add: { 'Content-Length': '1', 'a b': '1' },
    };
    await expect(stack({ legacy: { headers: refused } })).rejects.toThrow(
      /remove\.0: Connection cannot be changed.*set\.Host: is set by the option host.*Content-Length cannot.*"a b" is not a header name/s,
    );
    await expect(stack({ legacy: { host: 'http://x/' } })).rejects.toThrow('legacy.host: expected preserve');
  });

  test('are read from a file without its last line end; what no header can hold is refused', async () => {
    const { dataDir } = await stack({});
    const file = path.join(dataDir, 'secret');
    await writeFile(file, 'from a file\n');
    const { port } = await stack({ legacy: { headers: { set: { Authorization: { file } } } } });
    await ask(port, client);
    expect(last(legacy)).toMatchObject({ authorization: 'from a file' });
    await writeFile(file, 'two\r\nX-Injected: lines\n');
    await expect(stack({ legacy: { headers: { set: { Authorization: { file } } } } })).rejects.toThrow(
      'legacy.headers.set.Authorization: holds what a header cannot hold',
    );
  });
});
