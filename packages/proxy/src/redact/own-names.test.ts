import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { startStack } from '../testing/stack.ts';
import { httpServer } from '../testing/upstream-server.ts';
import { setOwnNames } from './own-names.ts';
import { secretLabel } from './secret-names.ts';

afterEach(() => setOwnNames([]));

test('names of the configuration are secret in any writing, and in part of a name', () => {
  expect(secretLabel('customerNumber')).toBeNull();
  setOwnNames(['Customer number', 'straße']);
  const secret = ['customerNumber', 'old_customer_number', 'X-Customer-Number', 'CUSTOMERNUMBER', 'Straße'];
  expect(secret.map(secretLabel)).toEqual(secret.map(() => 'secret'));
  expect(['customer', 'number', 'name'].map(secretLabel)).toEqual([null, null, null]);
});

test('P12: what the configuration calls secret leaves the proxy nowhere, of small and of large bodies', async () => {
  const value = 'Quokka';
  const upstream = (side: string) =>
    httpServer((request, response) => {
      const count = request.url?.startsWith('/items/large') ? 20_000 : 1;
      const rows = Array.from({ length: count }, (_, id) => ({ id, customerNumber: `${value}${side}` }));
      response.setHeader('Content-Type', 'application/json');
      response.setHeader('X-Customer-Number', value);
      response.setHeader('Content-Encoding', 'gzip');
      response.end(gzipSync(JSON.stringify(rows)));
    });
  const [legacy, candidate] = [await upstream('left'), await upstream('right')];
  const stack = await startStack({
    legacy: legacy.url,
    candidate: candidate.url,
    options: { bodies: 'full', secretNames: ['customer_number'] },
  });
  await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow')]));
  for (const name of ['small', 'large']) {
    const response = await fetch(`${stack.url}/items/${name}?customer-number=${value}`);
    await response.arrayBuffer();
  }
  await stack.finish();
  expect(stack.control.deltas).toHaveLength(2);
  const sent = stack.control.frames.join();
  expect(sent).toContain('[secret #1]');
  expect(sent).not.toContain(value);
  await stack.close();
  await Promise.all([legacy.close(), candidate.close()]);
});
