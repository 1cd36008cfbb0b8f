import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { refusingServer } from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Answer, right, shadowStacks } from '../testing/shadow-stack.ts';
import { json } from '../testing/upstream-server.ts';

const { server, shadowing } = shadowStacks();

describe('P3: what exceeds a bound is not compared, and said to be', () => {
  test('a legacy body over the cap is passed on whole and not compared', async () => {
    const big = Buffer.alloc(300_000, 'a');
    const legacy = await server((_, response) => response.end(big));
    const candidate = await server((_, response) => response.end(big));
    const { url, control, finish } = await shadowing(legacy, candidate, { captureBytesMax: 100_000 });
    const body = Buffer.from(await (await fetch(`${url}/items/1`)).arrayBuffer());
    expect(body.equals(big)).toBe(true);
    await finish();
    expect(control.totals().reasons).toEqual({ tooLarge: 1 });
  });

  test('P5: a candidate that refuses is a mismatch even where the legacy body is over the cap', async () => {
    const legacy = await server((_, response) => response.end(Buffer.alloc(300_000, 'a')));
    const { url, control, finish } = await shadowing(legacy, await refusingServer(), {
      captureBytesMax: 1_000,
    });
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 1, notCompared: 0 });
  });

  test('a body that decodes to more than the cap is not compared', async () => {
    const zeros = (more: string) => gzipSync(Buffer.concat([Buffer.alloc(1_000_000), Buffer.from(more)]));
    const send =
      (body: Buffer): Answer =>
      (_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip' });
        response.end(body);
      };
    const { url, control, finish } = await shadowing(
      await server(send(zeros('a'))),
      await server(send(zeros('b'))),
      {
        decodedBytesMax: 100_000,
      },
    );
    await (await fetch(`${url}/items/1`)).arrayBuffer();
    await finish();
    expect(control.totals().reasons).toEqual({ tooLarge: 1 });
  });

  test('past the cap of calls in flight the shadow is left out, and the client served', async () => {
    const legacy = await server(right);
    const held: (() => void)[] = [];
    const candidate = await server((request, response) => {
      held.push(() => right(request, response));
    });
    const { url, control, finish } = await shadowing(legacy, candidate, { shadowInFlightMax: 2 });
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5].map(async (id) => (await fetch(`${url}/items/${id}`)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    await candidate.untilSeen(2);
    for (const answer of held) answer();
    await finish();
    expect(control.totals()).toMatchObject({ matches: 2, reasons: { shadowBusy: 3 } });
  });

  test('past the byte budget of all exchanges the comparison is given up', async () => {
    const legacy = await server((_, response) => response.end('x'.repeat(5_000)));
    const candidate = await server((_, response) => response.end('x'.repeat(5_000)));
    const { url, control, finish } = await shadowing(legacy, candidate, { captureTotalBytesMax: 6_000 });
    for (const id of [1, 2]) expect(await (await fetch(`${url}/items/${id}`)).text()).toHaveLength(5_000);
    await finish();
    expect(control.totals().reasons).toEqual({ shadowBusy: 2 });
  });

  test('a request body goes to the candidate too, whole; over the cap it goes to the legacy alone', async () => {
    const echo: Answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => json(response, { got: Buffer.concat(chunks).toString() }));
    };
    const [legacy, candidate] = [await server(echo), await server(echo)];
    const { port, control, finish } = await shadowing(legacy, candidate, { requestCopyBytesMax: 10 });
    const client = await RawClient.connect(port);
    client.send('GET /items/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
    client.send('3\r\nyou\r\n0\r\n\r\n');
    await client.until((text) => text.includes('{"got":"helloyou"}'));
    client.send(`GET /items/2 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world`);
    await client.until((text) => text.includes('{"got":"hello world"}'));
    await finish();
    expect(control.totals()).toMatchObject({ matches: 1, reasons: { tooLarge: 1 } });
    expect(candidate.seen.map(({ url }) => url)).toEqual(['/items/1']);
    client.socket.destroy();
  });
});
