import { once } from 'node:events';
import http from 'node:http';
import { expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { config, route } from '../testing/control-server.ts';
import { ownPort } from '../testing/own-port.ts';
import { startStack } from '../testing/stack.ts';
import { httpServer, json } from '../testing/upstream-server.ts';

const keep = closeAfterEach();

test('a candidate that was away is known to be back, though nobody calls it any more', {
  timeout: 180_000,
}, async () => {
  const legacy = keep(await httpServer((_, response) => json(response, {})));
  const port = await ownPort();
  const stack = keep(await startStack({ legacy: legacy.url, candidate: `http://127.0.0.1:${port}` }));
  await stack.control.apply(config(1, [route(1, '/*', 'live')]));
  expect((await fetch(`${stack.url}/x`)).status).toBe(200);
  await stack.control.apply(config(2, [route(1, '/*', 'off', { version: 2 })]));
  await stack.control.until(() => stack.control.health?.upstreams.candidate.reachable === false);
  const seen: (string | undefined)[] = [];
  const candidate = http.createServer((request, response) => {
    seen.push(request.url);
    response.end();
  });
  candidate.listen(port, '127.0.0.1');
  await once(candidate, 'listening');
  keep({ close: () => new Promise<void>((resolve) => candidate.close(() => resolve())) });
  await stack.control.until(() => stack.control.health?.upstreams.candidate.reachable === true);
  expect(seen).toEqual([]);
});
