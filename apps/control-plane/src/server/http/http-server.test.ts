import { get, type IncomingHttpHeaders, request } from 'node:http';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveHint } from '../../contract.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import type { AppRouter } from '../trpc/app-router.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: control.port, path, headers };
    const asked = body === undefined ? get(options) : request({ ...options, method: 'POST' });
    asked.on('error', reject);
    asked.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode, headers: response.headers, body: text });
    });
    asked.end(body);
  });
}

describe('the server', () => {
  const screen = '/api/trpc/routes.screen';

  it.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('answers under the name %s', async (name) => {
    expect((await ask(screen, { Host: `${name}:${control.port}` })).status).toBe(200);
  });

  it.each([
    ['rules', undefined],
    ['builds', '{"build": "v1"}'],
  ])('tells programs that ask for %s that no API token is set, where none is', async (name, body) => {
    expect(await ask(`/api/v1/${name}`, { Authorization: `Bearer ${'x'.repeat(40)}` }, body)).toMatchObject({
      status: 403,
      body: expect.stringContaining(
        'no API token is set: start the control plane with DELTA_GUARD_API_TOKEN',
      ),
    });
  });

  it.each([
    ['a foreign Host', { Host: 'evil.example' }],
    ['a foreign Host with our port', { Host: 'evil.example:PORT' }],
    ['a name that only begins like ours', { Host: 'localhost.evil.example:PORT' }],
    ['another port', { Host: '127.0.0.1:1' }],
    ['a page of another origin', { Origin: 'http://evil.example' }],
    ['a page of another program on this machine', { Origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { Origin: 'null' }],
    ['a page of another scheme', { Origin: 'https://127.0.0.1:PORT' }],
    [
      'a request that a browser calls cross-site',
      { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' },
    ],
  ])('refuses %s on pages, queries and commands', async (_name, raw) => {
    const headers = Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [name, value.replace('PORT', String(control.port))]),
    );
    for (const path of ['/', screen]) expect((await ask(path, headers)).status, path).toBe(403);
    const input = JSON.stringify({ method: 'GET', template: '/csrf', policy: 'trial' });
    const posted = await ask(
      '/api/trpc/routes.add',
      { ...headers, 'Content-Type': 'application/json' },
      input,
    );
    expect(posted.status).toBe(403);
    const { routes } = await control.call.routes.screen.query();
    expect(routes.map((route) => route.template)).not.toContain('/csrf');
  });

  it('lets a page of its own in', async () => {
    const headers = { Origin: control.origin, 'Sec-Fetch-Site': 'same-origin' };
    expect((await ask(screen, headers)).status).toBe(200);
  });

  it('sends the headers that keep answers from being framed, sniffed or kept', async () => {
    const { headers } = await ask(screen);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
  });

  it('refuses a body beyond its cap', async () => {
    const body = JSON.stringify({ template: 'x'.repeat(300 * 1024) });
    const { status } = await ask('/api/trpc/routes.add', { 'Content-Type': 'application/json' }, body);
    expect(status).toBe(413);
  });

  it('does not run a command by GET', async () => {
    const input = encodeURIComponent(JSON.stringify({ routeId: 'x' }));
    expect((await ask(`/api/trpc/routes.remove?input=${input}`)).status).toBe(405);
  });

  it('says whether it is healthy, to whoever asks', async () => {
    const { status, body } = await ask('/healthz', { Host: 'anything' });
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
  });
});

describe('the live subscription', () => {
  function open(headers: Record<string, string>): Promise<number> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${control.port}/api/live`, { headers });
      socket.on('open', () => {
        socket.close();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => {});
    });
  }

  it('is open to our own pages only', async () => {
    expect(await open({ Origin: control.origin })).toBe(101);
    expect(await open({ Origin: 'http://evil.example' })).toBe(403);
    expect(await open({ Origin: control.origin, Host: `evil.example:${control.port}` })).toBe(403);
  });

  it('tells pages of changes, at most once a second', async () => {
    const client = createWSClient({
      url: `ws://127.0.0.1:${control.port}/api/live`,
      WebSocket: WebSocket as never,
    });
    const live = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
    const hints: { hint: LiveHint; atMs: number }[] = [];
    let subscribed = () => {};
    const started = new Promise<void>((resolve) => {
      subscribed = resolve;
    });
    const enough = new Promise<void>((resolve) => {
      live.live.changes.subscribe(undefined, {
        onStarted: () => subscribed(),
        onData: (hint) => {
          hints.push({ hint, atMs: performance.now() });
          if (hints.length === 2) resolve();
        },
      });
    });
    await started;
    const fromMs = performance.now();
    for (const template of ['/one', '/two', '/three', '/four']) {
      await control.call.routes.add.mutate({ method: 'GET', template, policy: 'trial' });
    }
    control.context.live.note('tallies');
    await enough;
    expect(hints.flatMap(({ hint }) => hint.topics)).toContain('config');
    // From the first change on: the first hint may have been read late.
    expect((hints[1]?.atMs ?? 0) - fromMs).toBeGreaterThan(900);
    await client.close();
  });
});
