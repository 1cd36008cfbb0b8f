import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { misbehavingServer, refusingServer } from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Answer, headerNames, right, shadowStacks } from '../testing/shadow-stack.ts';
import { json } from '../testing/upstream-server.ts';

const { keep, server, shadowing } = shadowStacks();

describe('P4: every eligible exchange ends as exactly one verdict', () => {
  test('a client that leaves before the legacy answered: notCompared clientGone', async () => {
    const legacy = keep(await misbehavingServer('hangs'));
    const candidate = await server(right);
    const { port, control, finish } = await shadowing(legacy, candidate, { halfClosedWaitMs: 20 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n');
    client.socket.destroySoon();
    await finish();
    expect(control.totals()).toMatchObject({ requests: 1, reasons: { clientGone: 1 } });
  });

  test('a client that leaves after the legacy answered: the comparison goes on', async () => {
    let answer = () => {};
    const legacy = await server(right);
    const candidate = await server((_, response) => {
      answer = () => json(response, { right: true });
    });
    const { port, control, finish } = await shadowing(legacy, candidate, { shadowTimeoutMs: 5_000 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until((text) => text.endsWith('}'));
    client.socket.destroy();
    await control.until(() => control.totals().requests === 1);
    answer();
    await finish();
    expect(control.totals().matches).toBe(1);
  });

  test('a legacy that fails: the client hears of it, notCompared legacyFailed', async () => {
    const { url, control, finish } = await shadowing(await refusingServer(), await server(right));
    const answer = await fetch(`${url}/items/1`);
    expect([answer.status, answer.headers.get('delta-guard-error')]).toEqual([502, 'upstreamRefused']);
    await finish();
    expect(control.totals().reasons).toEqual({ legacyFailed: 1 });
  });

  test.each([304, 206, 412])(
    'a legacy that answers %d: notCompared conditional, and no If-* for the shadow',
    async (status) => {
      const conditional: Answer = (_, response) => {
        response.writeHead(status, { ETag: '"a"' });
        response.end();
      };
      const [legacy, candidate] = [await server(conditional), await server(right)];
      const { url, control, finish } = await shadowing(legacy, candidate);
      const answer = await fetch(`${url}/items/1`, {
        headers: {
          'If-None-Match': '"a"',
          'If-Modified-Since': 'now',
          'If-Range': '"a"',
          Range: 'bytes=0-1',
        },
      });
      expect(answer.status).toBe(status);
      await finish();
      expect(control.totals().reasons).toEqual({ conditional: 1 });
      expect(headerNames(legacy)).toEqual(expect.arrayContaining(['if-none-match', 'if-range', 'range']));
      expect(headerNames(candidate).filter((name) => name.startsWith('if-'))).toEqual([]);
      expect(headerNames(candidate)).toContain('range');
    },
  );

  test('a comparison that is given up: notCompared, and what had been found until then is told beside it', async () => {
    const deep = (status: number): Answer => {
      const nested = `${'['.repeat(2_000)}${']'.repeat(2_000)}`;
      return (_, response) => {
        response.writeHead(status, { 'Content-Type': 'application/json', 'X-Token': String(status) });
        response.end(`{"nested":${nested},"status":${status}}`);
      };
    };
    const { url, control, finish } = await shadowing(await server(deep(200)), await server(deep(201)));
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await (await fetch(`${url}/items/2`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 0, reasons: { tooDeep: 2 } });
    const found = control.tallies.flatMap(({ unfinished = [] }) => unfinished);
    const status = found.filter(({ signature }) => signature.place === 'status');
    expect(status.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(control.tallies.flatMap(({ signatures }) => signatures)).toEqual([]);
    expect(control.deltas).toEqual([]);
  });

  test('bodies under different codings are compared decoded', async () => {
    const legacy = await server(right);
    const candidate = await server((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      response.end(gzipSync('{"right":true}'));
    });
    const { url, control, finish } = await shadowing(legacy, candidate);
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    const paths = control.deltas.flatMap((delta) => delta.differences.map(({ place }) => place));
    expect(paths).not.toContain('body');
  });

  test('bytes that no coding explains: notCompared undecodable, unless they are equal', async () => {
    const odd =
      (body: string): Answer =>
      (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'x-own' });
        response.end(body);
      };
    const legacy = await server(odd('same'));
    const candidate = await server((request, response) =>
      odd(request.url === '/items/1' ? 'same' : 'other')(request, response),
    );
    const { url, control, finish } = await shadowing(legacy, candidate);
    for (const id of [1, 2]) await (await fetch(`${url}/items/${id}`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ matches: 1, reasons: { undecodable: 1 } });
  });

  test('what is under way when the proxy stops is counted as stopping', async () => {
    const legacy = await server(right);
    const candidate = keep(await misbehavingServer('hangs'));
    const { url, control, finish } = await shadowing(legacy, candidate, {
      drainMs: 50,
      shadowTimeoutMs: 60_000,
    });
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ requests: 1, reasons: { stopping: 1 } });
  });
});
