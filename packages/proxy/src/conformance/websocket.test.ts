import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { config, route } from '../testing/control-server.ts';
import { parseMessage, valuesOf } from '../testing/message.ts';
import { exchangeRaw } from '../testing/raw-client.ts';
import { type Stack, startStack } from '../testing/stack.ts';

interface Side {
  url: string;
  upgrades: string[];
  close(): Promise<void>;
}

/** A server that echoes messages under its name, and refuses upgrades of `/no`. */
async function side(name: string): Promise<Side> {
  const upgrades: string[] = [];
  const server = http.createServer((_, response) => response.end('plain'));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    upgrades.push(request.url ?? '');
    if (request.url === '/no') {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: not you\r\n\r\nno');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) =>
      ws.on('message', (data) => ws.send(`${name}: ${data}`)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    for (const ws of sockets.clients) ws.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, upgrades, close };
}

let legacy: Side;
let candidate: Side;
let stack: Stack;

beforeAll(async () => {
  legacy = await side('legacy');
  candidate = await side('candidate');
  stack = await startStack({ legacy: legacy.url, candidate: candidate.url, limits: { drainMs: 50 } });
  await stack.control.apply(config(1, [route(1, '/live', 'live'), route(2, '/shadow', 'shadow')]));
});
afterAll(async () => {
  await stack.close();
  await legacy.close();
  await candidate.close();
});

async function echo(path: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${stack.port}${path}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const heard = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
  socket.send('hello');
  const message = await heard;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close();
  await closed;
  return message;
}

describe('Upgrade: websocket', () => {
  test('is joined to the primary, both ways and until it closes', async () => {
    expect(await echo('/anything')).toBe('legacy: hello');
    expect(await echo('/live')).toBe('candidate: hello');
  });

  test('is never shadowed', async () => {
    candidate.upgrades.length = 0;
    expect(await echo('/shadow')).toBe('legacy: hello');
    expect(candidate.upgrades).toEqual([]);
  });

  test('that the primary declines: its answer comes through, and the connection closes', async () => {
    const answer = parseMessage(
      await exchangeRaw(
        stack.port,
        'GET /no HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      ),
    );
    expect(answer.start).toBe('HTTP/1.1 403 Forbidden');
    expect(valuesOf(answer, 'x-why')).toEqual(['not you']);
    expect(valuesOf(answer, 'connection')).toEqual(['close']);
    expect(answer.body).toBe('no');
  });

  test('is refused where its head would be refused', async () => {
    const answer = await exchangeRaw(
      stack.port,
      'GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});
