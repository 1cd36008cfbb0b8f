import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { parseMessage, valuesOf } from '../testing/message.ts';
import { type Misbehaviour, misbehavingServer, refusingServer } from '../testing/misbehaving.ts';
import { RawClient } from '../testing/raw-client.ts';
import { type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, rawHttpServer, type TestServer } from '../testing/upstream-server.ts';

const keep = closeAfterEach();

type Answer = Parameters<typeof httpServer>[0];
const server = async (answer: Answer) => keep(await httpServer(answer));
const says =
  (side: string, status = 200): Answer =>
  (_, response) =>
    json(response, { side }, status);

async function living(
  legacy: TestServer,
  candidate: TestServer,
  { fallbackWaitMs = 20_000, ...limits }: StackOptions['limits'] & { fallbackWaitMs?: number } = {},
): Promise<Stack> {
  const stack = keep(
    await startStack({
      legacy: legacy.url,
      candidate: candidate.url,
      limits,
    }),
  );
  await stack.control.apply(config(1, [route(1, '/*', 'live', { fallbackWaitMs })]));
  return stack;
}

async function ask(stack: Stack) {
  const answer = await fetch(`${stack.url}/x`);
  return { status: answer.status, body: await answer.text(), error: answer.headers.get('delta-guard-error') };
}

describe('live: the candidate answers', () => {
  test('and is compared with the legacy, which is always called', async () => {
    const [legacy, candidate] = [await server(says('one')), await server(says('one'))];
    const stack = await living(legacy, candidate);
    expect(await ask(stack)).toMatchObject({ status: 200, body: '{"side":"one"}' });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, matches: 1, fallbacks: 0 });
    expect(legacy.seen).toHaveLength(1);
  });

  test('P2: at once, however slow the legacy is', async () => {
    const legacy = keep(await misbehavingServer('hangs'));
    const stack = await living(legacy, await server(says('candidate')), { drainMs: 50 });
    const startedMs = performance.now();
    expect(await ask(stack)).toMatchObject({ body: '{"side":"candidate"}' });
    // The legacy's deadline is a minute.
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });

  test('and a legacy that fails meanwhile is notCompared legacyFailed', async () => {
    const stack = await living(await refusingServer(), await server(says('candidate')));
    expect(await ask(stack)).toMatchObject({ status: 200, body: '{"side":"candidate"}' });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ fallbacks: 0, reasons: { legacyFailed: 1 } });
  });

  test('with the interim answers, and with the validators of the client that are its own', async () => {
    const candidate = keep(
      await rawHttpServer((_, socket) =>
        socket.write(
          'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: "c"\r\n\r\n',
        ),
      ),
    );
    const legacy = await server(says('legacy'));
    const stack = await living(legacy, candidate);
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nIf-None-Match: "c"\r\nConnection: close\r\n\r\n');
    const text = await client.untilClosed();
    expect(text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 304 Not Modified\r\n/);
    await stack.finish();
    expect(stack.control.totals().reasons).toEqual({ conditional: 1 });
    expect(legacy.seen[0]?.rawHeaders.map((part) => part.toLowerCase())).not.toContain('if-none-match');
  });

  test('a body that breaks off after its head breaks the client too, and is a mismatch', async () => {
    const stack = await living(await server(says('legacy')), keep(await misbehavingServer('resetsMidBody')));
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    const message = parseMessage(await client.untilClosed());
    expect(valuesOf(message, 'content-length')).toEqual(['1000']);
    expect(message.body).toBe('{"half":');
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1, fallbacks: 0 });
  });
});

describe('live: a candidate that fails before its head is out costs the client nothing', () => {
  const failing: (Misbehaviour | 'refuses' | 500 | 503)[] = [
    'refuses',
    'closes',
    'resets',
    'resetsMidHead',
    'garbage',
    'hangs',
    'storms',
    500,
    503,
  ];
  test.each(failing)('P5: %s: the legacy answers, counted as fallback and mismatch', async (how) => {
    const candidate = keep(
      how === 'refuses'
        ? await refusingServer()
        : typeof how === 'number'
          ? await server(says('broken', how))
          : await misbehavingServer(how),
    );
    const legacy = await server(says('legacy'));
    const isSlow = how === 'hangs' || how === 'storms';
    const stack = await living(legacy, candidate, isSlow ? { candidateHeadTimeoutMs: 200 } : {});
    expect(await ask(stack)).toEqual({ status: 200, body: '{"side":"legacy"}', error: null });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({
      requests: 1,
      mismatches: 1,
      fallbacks: 1,
      notCompared: 0,
    });
    expect(legacy.seen).toHaveLength(1);
  });

  test('the legacy is waited for, even where it answers after the candidate failed', async () => {
    let candidateAnswered = () => {};
    const legacy = await server((request, response) => {
      candidateAnswered = () => setTimeout(() => says('late legacy')(request, response), 50);
    });
    const candidate = await server((request, response) => {
      says('broken', 500)(request, response);
      void legacy.untilSeen(1).then(() => candidateAnswered());
    });
    const stack = await living(legacy, candidate);
    expect(await ask(stack)).toMatchObject({ status: 200, body: '{"side":"late legacy"}' });
  });

  test('but at most fallbackWaitMs: then 504, and the exchange still gets its verdict', async () => {
    let answer = () => {};
    const legacy = await server((_, response) => {
      answer = () => says('too late')(_, response);
    });
    const stack = await living(legacy, await server(says('broken', 500)), { fallbackWaitMs: 300 });
    expect(await ask(stack)).toMatchObject({ status: 504, error: 'upstreamTimeout' });
    answer();
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, mismatches: 1, fallbacks: 1 });
  });

  test('where both fail the client hears of the legacy, notCompared legacyFailed', async () => {
    const stack = await living(await refusingServer(), keep(await misbehavingServer('resets')));
    expect(await ask(stack)).toMatchObject({ status: 502, error: 'upstreamRefused' });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, fallbacks: 1, reasons: { legacyFailed: 1 } });
  });

  test('a legacy body far over the cap is passed on whole, held until it is wanted', async () => {
    const big = Buffer.alloc(3_000_000, 'abc');
    const legacy = await server((_, response) => response.end(big));
    const stack = await living(legacy, keep(await misbehavingServer('hangs')), {
      captureBytesMax: 50_000,
      candidateHeadTimeoutMs: 200,
    });
    const body = Buffer.from(await (await fetch(`${stack.url}/x`)).arrayBuffer());
    expect(body.equals(big)).toBe(true);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ mismatches: 1, fallbacks: 1 });
  });

  test('a failing answer of the candidate over the cap does not cost the legacy answer', async () => {
    const legacy = await server((_, response) => {
      setTimeout(() => response.end('legacy'), 50);
    });
    const candidate = await server((_, response) => {
      response.writeHead(500);
      response.end(Buffer.alloc(1_000_000, 'x'));
    });
    const stack = await living(legacy, candidate, { captureBytesMax: 1_000 });
    expect(await ask(stack)).toMatchObject({ status: 200, body: 'legacy' });
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ fallbacks: 1, reasons: { tooLarge: 1 } });
  });

  test('a request body is sent to both, and the legacy can answer it too', async () => {
    const echo: Answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => json(response, { got: Buffer.concat(chunks).toString() }));
    };
    const stack = await living(await server(echo), await refusingServer());
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nConnection: close\r\n\r\nhello');
    client.send('world');
    expect(parseMessage(await client.untilClosed()).body).toBe('{"got":"helloworld"}');
  });
});

describe('live: large answers', () => {
  test('of the candidate are passed on whole and not compared', async () => {
    const big: Answer = (_, response) => response.end(Buffer.alloc(500_000, 'a'));
    const stack = await living(await server(big), await server(big), { captureBytesMax: 10_000 });
    expect((await ask(stack)).body).toHaveLength(500_000);
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, reasons: { tooLarge: 1 } });
  });

  test('a client that leaves: both calls end, notCompared clientGone', async () => {
    const [legacy, candidate] = [
      keep(await misbehavingServer('hangs')),
      keep(await misbehavingServer('drips')),
    ];
    const stack = await living(legacy, candidate, { halfClosedWaitMs: 20 });
    const client = await RawClient.connect(stack.port);
    client.send('GET /x HTTP/1.1\r\nHost: a\r\n\r\n');
    await client.until((text) => text.includes('\r\n\r\n'));
    client.socket.destroy();
    await stack.finish();
    expect(stack.control.totals()).toMatchObject({ requests: 1, reasons: { clientGone: 1 } });
  });
});
