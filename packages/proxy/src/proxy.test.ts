import { afterEach, describe, expect, test } from 'vitest';
import { config, route } from './testing/control-server.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { httpServer, json, type TestServer } from './testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];

async function up(answer: Parameters<typeof httpServer>[0]): Promise<TestServer> {
  const server = await httpServer(answer);
  parts.push(server);
  return server;
}

async function stack(legacy: TestServer, candidate: TestServer): Promise<Stack> {
  const running = await startStack({ legacy: legacy.url, candidate: candidate.url });
  parts.unshift(running);
  return running;
}

afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

describe('the whole way through', () => {
  test('with no config everything goes to the legacy and is discovered by template', async () => {
    const legacy = await up((_, response) => json(response, { side: 'legacy' }));
    const candidate = await up((_, response) => json(response, { side: 'candidate' }));
    const { url, control } = await stack(legacy, candidate);
    for (const id of [1, 22, 333]) await (await fetch(`${url}/accounts/${id}/entries`)).text();
    const found = () => control.events.filter((event) => event.type === 'discovered');
    await control.until(() => found().reduce((sum, event) => sum + event.count, 0) === 3);
    expect(new Set(found().map((event) => event.template))).toEqual(new Set(['/accounts/:id/entries']));
    expect(candidate.seen).toHaveLength(0);
  });

  test('in shadow the legacy answers, the candidate is compared, and counts and deltas are reported', async () => {
    const legacy = await up((request, response) => json(response, { path: request.url, side: 'legacy' }));
    const candidate = await up((request, response) =>
      json(response, { path: request.url, side: request.url === '/accounts/2' ? 'candidate' : 'legacy' }),
    );
    const { url, control, proxy } = await stack(legacy, candidate);
    await control.apply(config(7, [route(1, '/accounts/:id', 'shadow')]));
    expect(proxy.revision()).toBe(7);
    for (const id of [1, 2, 3]) {
      const answer = await fetch(`${url}/accounts/${id}`);
      expect(await answer.json()).toEqual({ path: `/accounts/${id}`, side: 'legacy' });
    }
    await control.until(() => control.totals().eligible === 3 && control.deltas.length === 1);
    expect(control.totals()).toMatchObject({ requests: 3, matches: 2, mismatches: 1, notCompared: 0 });
    expect(control.deltas[0]?.differences).toEqual([
      expect.objectContaining({
        place: 'body',
        path: '$.side',
        legacy: '"legacy"',
        candidate: '"candidate"',
      }),
    ]);
    expect(control.invalid).toEqual([]);
  });

  test('in live the candidate answers and the legacy is compared; a rollback is obeyed by the next request', async () => {
    const legacy = await up((_, response) => json(response, { side: 'legacy' }));
    const candidate = await up((_, response) => json(response, { side: 'candidate' }));
    const { url, control } = await stack(legacy, candidate);
    await control.apply(config(1, [route(1, '/x', 'live')]));
    expect(await (await fetch(`${url}/x`)).json()).toEqual({ side: 'candidate' });
    await control.apply(config(2, [route(1, '/x', 'shadow', { version: 2 })]));
    expect(await (await fetch(`${url}/x`)).json()).toEqual({ side: 'legacy' });
    await control.until(() => control.totals().eligible === 2);
    expect(control.tallies.map(({ stage, mismatches }) => [stage, mismatches])).toEqual([
      ['live', 1],
      ['shadow', 1],
    ]);
  });

  test('a method that changes things goes to the legacy alone, whatever stage its route is at', async () => {
    const legacy = await up((request, response) => {
      request.resume().on('end', () => json(response, { side: 'legacy' }));
    });
    const candidate = await up((_, response) => json(response, { side: 'candidate' }));
    const { url, control } = await stack(legacy, candidate);
    await control.apply(config(1, [route(1, '/x', 'live', { method: 'POST' })]));
    const answer = await fetch(`${url}/x`, { method: 'POST', body: 'abc' });
    expect(await answer.json()).toEqual({ side: 'legacy' });
    await control.until(() => control.totals().requests === 1);
    expect(control.totals().eligible).toBe(0);
    expect(candidate.seen).toHaveLength(0);
  });
});
