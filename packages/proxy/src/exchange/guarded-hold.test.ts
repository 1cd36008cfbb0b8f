import { describe, expect, test } from 'vitest';
import { type Answer, ask, guardedStacks, says } from '../testing/guarded-stack.ts';
import { misbehavingServer } from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { rawHttpServer } from '../testing/upstream-server.ts';

const { keep, server, guarded } = guardedStacks();

describe('guarded: what is held, and for how long', () => {
  test('P2: the legacy’s answer leaves guardWaitMs after it is whole', async () => {
    const candidate = keep(await misbehavingServer('hangs'));
    const stack = await guarded(await server(says('legacy')), candidate, {
      guardWaitMs: 5,
      limits: { shadowTimeoutMs: 500 },
    });
    await ask(stack);
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const startedMs = performance.now();
      expect(await ask(stack)).toMatchObject({ side: 'legacy' });
      times.push(performance.now() - startedMs);
    }
    times.sort((a, b) => a - b);
    expect(times[10]).toBeGreaterThanOrEqual(5);
    expect(times[10]).toBeLessThan(200);
  });

  test('a legacy that is not whole after guardHoldMs passes as it comes', async () => {
    let end = () => {};
    const legacy = await server(
      says('legacy', {
        write: (response) => {
          response.write('first');
          end = () => response.end('last');
        },
      }),
    );
    const stack = await guarded(legacy, await server(says('candidate')), { guardHoldMs: 50 });
    const answer = await fetch(`${stack.url}/x`);
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    end();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1 });
  });

  test('an event stream is not held at all', async () => {
    const legacy = await server((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const stack = await guarded(legacy, await server(says('candidate')), {
      guardHoldMs: 60_000,
      limits: { drainMs: 100 },
    });
    const gone = new AbortController();
    const answer = await fetch(`${stack.url}/x`, { signal: gone.signal });
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
    gone.abort();
  });

  test.each([
    ['cap', { captureBytesMax: 10_000 }, 'tooLarge'],
    ['budget', { captureTotalBytesMax: 10_000 }, 'shadowBusy'],
  ] as const)('past the %s the legacy’s bytes leave, all of them in order', async (_, limits, reason) => {
    const big = Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => at % 251));
    const serves: Answer = (_, response) => response.end(big);
    const stack = await guarded(await server(serves), await server(serves), { limits });
    for (let n = 0; n < 5; n += 1) {
      const answer = await fetch(`${stack.url}/x`);
      expect(Buffer.from(await answer.arrayBuffer()).equals(big)).toBe(true);
    }
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 5, reasons: { [reason]: 5 } });
  });

  test('a slow client of a long answer gets all of it', async () => {
    const big = Buffer.alloc(900_000, 'abcdefg');
    const serves: Answer = (_, response) => response.end(big);
    const stack = await guarded(await server(serves), await server(serves), { guardWaitMs: 5_000 });
    const client = await RawClient.connect(stack.port);
    client.socket.pause();
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await stack.control.until(() => stack.control.totals().matches === 1);
    client.socket.resume();
    const text = await client.untilClosed();
    expect(text.endsWith(big.toString())).toBe(true);
  });

  test('interim answers of the legacy pass at once; those of the candidate never', async () => {
    const early = 'HTTP/1.1 103 Early Hints\r\nLink: </legacy>\r\n\r\n';
    const end = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const legacy = keep(await rawHttpServer((_, socket) => socket.write(early + end)));
    const candidate = keep(
      await rawHttpServer((_, socket) => socket.write(early.replace('legacy', 'candidate') + end)),
    );
    const stack = await guarded(legacy, candidate);
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const text = await client.untilClosed();
    expect(text).toContain('</legacy>');
    expect(text).not.toContain('</candidate>');
    expect(text.endsWith('ok')).toBe(true);
  });

  test('a client that leaves while its answer is held is clientGone, and nothing stays taken', async () => {
    const stack = await guarded(
      keep(await misbehavingServer('drips')),
      keep(await misbehavingServer('hangs')),
      { guardHoldMs: 60_000, limits: { halfClosedWaitMs: 20 } },
    );
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise<void>((resolve) => client.socket.write('', () => resolve()));
    client.socket.destroy();
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, reasons: { clientGone: 1 } });
  });
});
