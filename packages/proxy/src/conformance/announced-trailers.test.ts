import type { Stage } from '@delta-guard/protocol';
import { afterEach, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { exchangeRaw } from '../testing/raw-client.ts';
import { startStack } from '../testing/stack.ts';
import { rawHttpServer } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

const stages: Stage[] = ['off', 'shadow', 'guarded', 'live', 'complete'];
const answers = {
  'beside a length': 'Content-Length: 2\r\n\r\nok',
  'in chunks': 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n',
};

test.each(stages)('%s: announced trailers, where they can follow and where they cannot', async (stage) => {
  const upstream = await rawHttpServer((head, socket) => {
    const answer = head.includes(' /length ') ? answers['beside a length'] : answers['in chunks'];
    socket.write(`HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\n${answer}`);
  });
  const stack = await startStack({ legacy: upstream.url, candidate: upstream.url });
  parts.push(stack, upstream);
  await stack.control.apply(config(1, [route(1, '/*', stage, { guardWaitMs: 200 })]));
  const ask = (target: string, version = '1.1') =>
    exchangeRaw(stack.port, `GET ${target} HTTP/${version}\r\nHost: a\r\nConnection: close\r\n\r\n`);
  expect(await ask('/length')).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*\r\nok$/);
  expect(await ask('/chunks')).toMatch(
    /\r\nTrailer: X-Sum\r\n(?:.*\r\n)*\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n$/,
  );
  expect(await ask('/chunks', '1.0')).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*\r\nok$/);
});
