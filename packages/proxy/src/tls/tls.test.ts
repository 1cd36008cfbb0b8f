import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ProxyOptions } from '../options.ts';
import { certificate, type TestCertificate } from '../testing/certificates.ts';
import { config, route } from '../testing/control-server.ts';
import { readableLog, type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { askTls, tlsServer } from '../testing/tls-server.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const authority = certificate({ name: 'test authority' });
const stranger = certificate({ name: 'another authority' });
let folder: string;
let plain: TestServer;
const parts: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-tls-'));
  plain = await httpServer((request, response) =>
    json(response, { proto: request.headers['x-forwarded-proto'] }),
  );
});
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.close();
});
afterAll(async () => {
  await plain.close();
  await rm(folder, { recursive: true, force: true });
});

let files = 0;

/** Writes text to a file of its own, or anew to one that is given. */
async function file(text: string, name = path.join(folder, String(++files))): Promise<string> {
  await writeFile(`${name}.new`, text);
  await rename(`${name}.new`, name);
  return name;
}

async function certFiles({ cert, key }: TestCertificate) {
  return { cert: await file(cert), key: await file(key) };
}

async function stack(options: Partial<StackOptions>): Promise<Stack> {
  const running = await startStack({ legacy: plain.url, candidate: plain.url, ...options });
  parts.push(running);
  return running;
}

async function certificates(adminUrl: string): Promise<{ name: string; failure: string | null }[]> {
  const body: unknown = await (await fetch(`${adminUrl}/readyz`)).json();
  return typeof body === 'object' && body !== null && 'certificates' in body
    ? (body.certificates as { name: string; failure: string | null }[])
    : [];
}

describe('clients over TLS', () => {
  const ours = { ca: authority.cert, servername: 'guard.test' };
  const guard = () => certificate({ name: 'guard.test', by: authority });

  test('are served, and upstreams are told so', async () => {
    const { port } = await stack({ options: { tls: await certFiles(guard()) } });
    const answer = await askTls({ ...ours, port });
    expect([answer.status, answer.peer, JSON.parse(answer.body)]).toEqual([
      200,
      'guard.test',
      { proto: 'https' },
    ]);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test('have to show a certificate where an authority for clients is named', async () => {
    const clientCa = await file(authority.cert);
    const { port } = await stack({ options: { tls: { ...(await certFiles(guard())), clientCa } } });
    const known = certificate({ name: 'client', by: authority });
    const unknown = certificate({ name: 'client', by: stranger });
    expect((await askTls({ ...ours, port, cert: known.cert, key: known.key })).status).toBe(200);
    await expect(askTls({ ...ours, port })).rejects.toThrow();
    await expect(askTls({ ...ours, port, cert: unknown.cert, key: unknown.key })).rejects.toThrow();
  });

  test('get a new certificate when the files change; connections that stand go on', async () => {
    const tls = await certFiles(guard());
    const { port } = await stack({ options: { tls, limits: { certificateCheckMs: 20 } } });
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    const kept = () => askTls({ ...ours, port, agent });
    const first = await kept();
    const next = certificate({ name: 'next.test', by: authority });
    await file(next.key, tls.key);
    await file(next.cert, tls.cert);
    await vi.waitFor(
      async () =>
        expect((await askTls({ ca: authority.cert, servername: 'next.test', port })).peer).toBe('next.test'),
      { timeout: 10_000 },
    );
    expect([first.peer, (await kept()).peer]).toEqual(['guard.test', 'guard.test']);
    agent.destroy();
  });

  test.each([
    [
      'a key of another certificate',
      certificate({ name: 'guard.test', by: authority }).cert,
      /is not the key/,
    ],
    ['no certificate at all', 'nonsense', /no certificate in PEM form/],
    ['one that has ended', null, /the certificate ended at/],
  ])(
    'keep the old certificate while the new files hold %s, and the admin port says why',
    async (_, text, why) => {
      const { log, lines } = readableLog();
      const tls = await certFiles(guard());
      const { port, adminUrl } = await stack({ log, options: { tls, limits: { certificateCheckMs: 20 } } });
      expect(await certificates(adminUrl)).toEqual([
        expect.objectContaining({ name: 'clients', failure: null }),
      ]);
      const ended = certificate({ name: 'guard.test', by: authority, expiresAtMs: Date.now() - 1_000 });
      if (text === null) await file(ended.key, tls.key);
      await file(text ?? ended.cert, tls.cert);
      await vi.waitFor(
        async () =>
          expect(await certificates(adminUrl)).toEqual([
            expect.objectContaining({ failure: expect.stringMatching(why) }),
          ]),
        { timeout: 10_000 },
      );
      expect((await askTls({ ...ours, port })).status).toBe(200);
      const said = () => lines.filter(({ msg }) => msg.startsWith('new certificates cannot be used'));
      expect(said().at(-1)).toMatchObject({ reason: expect.stringMatching(why) });
      const next = guard();
      await file(next.key, tls.key);
      await file(next.cert, tls.cert);
      await vi.waitFor(
        async () =>
          expect(await certificates(adminUrl)).toEqual([expect.objectContaining({ failure: null })]),
        { timeout: 10_000 },
      );
    },
  );

  test('files that cannot be used stop the start with a message that names them', async () => {
    const good = await certFiles(guard());
    const other = await certFiles(guard());
    const start = (tls: ProxyOptions['tls']) => stack({ options: { tls } });
    await expect(start({ cert: good.cert, key: other.key })).rejects.toThrow(
      `tls: ${other.key} is not the key of ${good.cert}`,
    );
    await expect(start({ cert: '/nowhere', key: good.key })).rejects.toThrow('tls: /nowhere cannot be read');
  });
});

describe('upstreams over TLS', () => {
  const served = certificate({ name: 'ledger.test', by: authority });

  async function upstream(options: https.ServerOptions = {}) {
    const server = await tlsServer(
      { cert: served.cert, key: served.key, ...options },
      (request, response) => {
        request.resume().on('end', () => json(response, { host: request.headers.host }));
      },
    );
    parts.push(server);
    return server;
  }

  test('are verified against the authority that is named, and by name', async () => {
    const { port } = await upstream();
    const ca = await file(authority.cert);
    const url = `https://127.0.0.1:${port}`;
    const asked = async (tls: Exclude<ProxyOptions['legacy'], string>['tls']) => {
      const running = await stack({ legacy: { url, tls } });
      const answer = await fetch(running.url);
      return [answer.status, answer.headers.get('delta-guard-error')];
    };
    expect(await asked({ ca, serverName: 'ledger.test' })).toEqual([200, null]);
    expect(await asked({ ca })).toEqual([502, 'upstreamRefused']);
    expect(await asked({ ca, serverName: 'other.test' })).toEqual([502, 'upstreamRefused']);
    expect(await asked({ ca: await file(stranger.cert), serverName: 'ledger.test' })).toEqual([
      502,
      'upstreamRefused',
    ]);
    expect(await asked({ serverName: 'ledger.test' })).toEqual([502, 'upstreamRefused']);
  });

  test('that cannot be verified are named in the log with the reason, once', async () => {
    const { port } = await upstream();
    const { log, lines } = readableLog();
    const { url } = await stack({ log, legacy: { url: `https://127.0.0.1:${port}` } });
    for (let at = 0; at < 5; at += 1) expect((await fetch(url)).status).toBe(502);
    const said = lines.filter(({ msg }) => msg === 'the upstream cannot be reached');
    expect(said).toEqual([
      expect.objectContaining({
        upstream: 'legacy',
        reason: expect.stringMatching(/^(?:UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/),
      }),
    ]);
  });

  test('are not verified only where that is said aloud, and the log warns', async () => {
    const { port } = await upstream();
    const { log, lines } = readableLog();
    const { url } = await stack({
      log,
      legacy: { url: `https://127.0.0.1:${port}`, tls: { insecure: true } },
    });
    expect((await fetch(url)).status).toBe(200);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 40, upstream: 'legacy', msg: 'TLS to this upstream is not verified' }),
    );
  });

  test('are asked for by their own name whatever Host a client sends, over connections that stay', async () => {
    const server = await upstream();
    const ca = await file(authority.cert);
    const legacy = { url: `https://127.0.0.1:${server.port}`, tls: { ca, serverName: 'ledger.test' } };
    const { port } = await stack({ legacy });
    for (const host of ['one.example', 'two.example', 'ledger.test', '10.0.0.1']) {
      const answer = await fetchHost(port, host);
      expect(answer).toBe(JSON.stringify({ host }));
    }
    expect(server.connections).toHaveLength(1);
    expect(server.connections[0]?.servername).toBe('ledger.test');
  });

  test('get the certificate of the proxy where one is named, and a new one when it changes', async () => {
    const server = await upstream({ ca: authority.cert, requestCert: true });
    const ca = await file(authority.cert);
    const own = await certFiles(certificate({ name: 'guard one', by: authority }));
    const { url } = await stack({
      legacy: { url: `https://127.0.0.1:${server.port}`, tls: { ca, ...own, serverName: 'ledger.test' } },
      limits: { certificateCheckMs: 20 },
    });
    const shown = () => server.connections.at(-1)?.getPeerCertificate().subject.CN;
    expect((await fetch(url)).status).toBe(200);
    expect(shown()).toBe('guard one');
    const next = certificate({ name: 'guard two', by: authority });
    await file(next.key, own.key);
    await file(next.cert, own.cert);
    await vi.waitFor(
      async () => {
        // A connection that stands goes on: the new certificate is seen on the next one.
        for (const socket of server.connections) socket.destroy();
        await (await fetch(url)).text();
        expect(shown()).toBe('guard two');
      },
      { timeout: 10_000, interval: 100 },
    );
  });

  test('hold for shapes of request that need a connection of their own', async () => {
    const { port } = await upstream();
    const ca = await file(authority.cert);
    const good = { url: `https://127.0.0.1:${port}`, tls: { ca, serverName: 'ledger.test' } };
    const bad = { url: `https://127.0.0.1:${port}`, tls: { ca, serverName: 'other.test' } };
    const options = async (legacy: ProxyOptions['legacy']) =>
      await fetchHost((await stack({ legacy })).port, 'client.example', { method: 'OPTIONS', path: '*' });
    expect(await options(good)).toBe(JSON.stringify({ host: 'client.example' }));
    expect(await options(bad)).toContain('upstreamRefused');
  });

  test('a shadow is reached the same way, and a certificate that is not right is a mismatch', async () => {
    const { port } = await upstream();
    const ca = await file(authority.cert);
    const url = `https://127.0.0.1:${port}`;
    const tls = { ca, serverName: 'ledger.test' };
    const { url: good, control } = await stack({ legacy: { url, tls }, candidate: { url, tls } });
    await control.apply(config(1, [route(1, '/x', 'shadow')]));
    await (await fetch(`${good}/x`)).text();
    await control.until(() => control.totals().matches === 1);
    const other = await stack({ legacy: { url, tls }, candidate: { url, tls: { ca } } });
    await other.control.apply(config(1, [route(1, '/x', 'shadow')]));
    expect((await fetch(`${other.url}/x`)).status).toBe(200);
    await other.control.until(() => other.control.totals().mismatches === 1);
  });
});

describe('options of TLS', () => {
  test('that do not go together are refused', async () => {
    const start = (legacy: ProxyOptions['legacy']) => stack({ legacy });
    await expect(start({ url: 'http://127.0.0.1:1', tls: {} })).rejects.toThrow(
      'legacy.tls: is for an https origin only',
    );
    await expect(start({ url: 'https://127.0.0.1:1', tls: { cert: 'x' } })).rejects.toThrow(
      'legacy.tls.key: is missing: cert and key go together',
    );
    await expect(start({ url: 'https://127.0.0.1:1', tls: { ca: 'x', insecure: true } })).rejects.toThrow(
      'legacy.tls.insecure: cannot be together with ca',
    );
  });
});

/** Asks with a Host of the test's choice; resolves to the body. */
function fetchHost(
  port: number,
  host: string,
  options: { method?: string; path?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, headers: { Host: host }, ...options },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      },
    );
    request.on('error', reject).end();
  });
}
