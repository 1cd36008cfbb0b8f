import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { type Answer, ask, guardedStacks, says } from '../testing/guarded-stack.ts';
import { RawClient } from '../testing/raw-client.ts';

const { server, guarded } = guardedStacks();

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
    const waits = { guardWaitMs: 100_000 };
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
