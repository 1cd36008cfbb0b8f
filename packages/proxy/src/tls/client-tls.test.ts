import https from 'node:https';
import { describe, expect, test, vi } from 'vitest';
import type { ProxyOptions } from '../options.ts';
import { certificate } from '../testing/certificates.ts';
import { readableLog } from '../testing/stack.ts';
import { askTls } from '../testing/tls-server.ts';
import { authority, stranger, tlsStacks } from '../testing/tls-stack.ts';

const { file, certFiles, stack } = tlsStacks();

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
      { timeout: 60_000 },
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
        { timeout: 60_000 },
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
        { timeout: 60_000 },
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
