import http from 'node:http';
import type https from 'node:https';
import { describe, expect, test, vi } from 'vitest';
import type { ProxyOptions } from '../options.ts';
import { certificate } from '../testing/certificates.ts';
import { config, route } from '../testing/control-server.ts';
import { readableLog } from '../testing/stack.ts';
import { tlsServer } from '../testing/tls-server.ts';
import { authority, stranger, tlsStacks } from '../testing/tls-stack.ts';
import { json } from '../testing/upstream-server.ts';

const { keep, file, certFiles, stack } = tlsStacks();

describe('upstreams over TLS', () => {
  const served = certificate({ name: 'ledger.test', by: authority });

  async function upstream(options: https.ServerOptions = {}) {
    const server = await tlsServer(
      { cert: served.cert, key: served.key, ...options },
      (request, response) => {
        request.resume().on('end', () => json(response, { host: request.headers.host }));
      },
    );
    keep(server);
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
      { timeout: 60_000, interval: 100 },
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
