import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import type { Event } from '@delta-guard/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { certificate } from '../testing/certificates.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { ControlServer, testToken } from '../testing/control-server.ts';
import { testSpools } from '../testing/spools.ts';
import { readableLog } from '../testing/stack.ts';
import { type TestServer, tcpServer } from '../testing/upstream-server.ts';
import { Link } from './link.ts';
import type { Spool } from './spool.ts';

const keep = closeAfterEach();
const { spool } = testSpools();
const waits = { openMs: 1_000, welcomeMs: 1_000, silentMs: 2_000 };
/** So that nothing but silence ends a link. */
const patient = { openMs: 60_000, welcomeMs: 60_000, silentMs: 2_000 };
const event: Event = { type: 'gap', at: 1, reason: 'x', lostEvents: null };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-link-'));
  await writeFile(path.join(folder, 'token'), testToken);
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

/** A link to this address, with its spool and its log. */
async function linked(url: string, given = waits): Promise<{ own: Spool; said: () => string[] }> {
  const own = await spool();
  const { log, lines } = readableLog();
  const link = new Link({
    url,
    tokenFile: path.join(folder, 'token'),
    gateway: 'default',
    instance: 'test',
    startedAtMs: Date.now(),
    spool: own,
    adoptedBy: null,
    log,
    waits: given,
    appliedRevision: () => 0,
    onConfig: async ({ revision }) => revision,
  });
  own.onReady = () => link.flush();
  keep({ close: async () => void (await link.stop(0)) });
  link.start();
  return { own, said: () => lines.filter(({ level }) => level === 40).map(({ msg }) => msg) };
}

/** A server that does this with each connection, and tells when the second one comes: the first was given up. */
async function until2(
  onSocket: (socket: Socket) => void,
): Promise<{ server: TestServer; second: Promise<void> }> {
  let count = 0;
  let resolve = () => {};
  const second = new Promise<void>((done) => {
    resolve = done;
  });
  const server = keep(
    await tcpServer((socket) => {
      count += 1;
      if (count === 2) resolve();
      onSocket(socket);
    }),
  );
  return { server, second };
}

/** In the middle between a link and a control plane; `cut` makes it swallow all packets of the connections it has. */
async function swallowing(to: ControlServer): Promise<{ url: string; cut(): void; stopReading(): void }> {
  const pairs: [Socket, Socket][] = [];
  const server = keep(
    await tcpServer((near) => {
      const far = net.connect(to.port, '127.0.0.1');
      far.on('error', () => {});
      near.pipe(far);
      far.pipe(near);
      near.on('close', () => far.destroy());
      pairs.push([near, far]);
    }),
  );
  const cut = () => {
    for (const [near, far] of pairs.splice(0)) {
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    }
  };
  const stopReading = () => {
    for (const [near, far] of pairs.splice(0)) {
      near.unpipe(far);
      far.unpipe(near);
      near.pause();
    }
  };
  return { url: `ws://127.0.0.1:${server.port}/ingest`, cut, stopReading };
}

const authority = certificate({ name: 'test authority' });
const { cert, key } = certificate({ name: '127.0.0.1', by: authority });
tls.setDefaultCACertificates([authority.cert]);

describe('a control plane that accepts and then says nothing is given up and tried anew', () => {
  test.each<[string, 'ws' | 'wss', (socket: Socket) => void]>([
    ['before the handshake of WebSocket', 'ws', () => {}],
    ['before the handshake of TLS', 'wss', () => {}],
    [
      'after the handshake of TLS',
      'wss',
      (socket) => void new tls.TLSSocket(socket, { isServer: true, cert, key }).on('error', () => {}),
    ],
    [
      'in the middle of the handshake, a byte at a time',
      'ws',
      (socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nX-Slow: ');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('%s', async (_, protocol, onSocket) => {
    const { server, second } = await until2(onSocket);
    const { said } = await linked(`${protocol}://127.0.0.1:${server.port}/ingest`);
    await second;
    expect(said()).toContain('the control plane does not accept the link: it is broken off');
  });

  test('after the hello, though it answers pings', async () => {
    const silent = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    keep({ close: () => new Promise((resolve) => silent.close(() => resolve())) });
    let count = 0;
    const second = new Promise<void>((resolve) => {
      silent.on('connection', () => {
        count += 1;
        if (count === 2) resolve();
      });
    });
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { said } = await linked(`ws://127.0.0.1:${port}/ingest`);
    await second;
    expect(said()).toContain('the control plane does not answer the hello: it is broken off');
    for (const each of silent.clients) each.terminate();
  });
});

test('a proxy that was held up itself does not blame the control plane', async () => {
  const control = keep(await new ControlServer().start());
  const { own, said } = await linked(control.url, patient);
  own.append([event]);
  await control.until(() => control.events.length === 1);
  const heldUpUntilMs = performance.now() + 2 * patient.silentMs;
  while (performance.now() < heldUpUntilMs);
  own.append([event]);
  await control.until(() => control.events.length === 2);
  expect([control.hellos.length, said()]).toEqual([1, []]);
});

describe('a network that swallows packets in the middle of a session', () => {
  test.each(['cut', 'stopReading'] as const)(
    '(%s): the link comes back, and nothing is lost',
    async (how) => {
      const control = await new ControlServer().start();
      keep(control);
      const between = await swallowing(control);
      const { own, said } = await linked(between.url, patient);
      own.append([event]);
      await control.until(() => control.events.length === 1);
      between[how]();
      own.append([event, event]);
      await control.until(() => control.events.length === 3);
      expect(said()).toEqual(['the control plane is silent: it is broken off']);
      expect(control.hellos).toHaveLength(2);
    },
  );
});
