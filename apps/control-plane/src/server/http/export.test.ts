import { once } from 'node:events';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../testing/events.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';
import { TestProxy } from '../testing/test-proxy.ts';

const apiToken = 'p'.repeat(40);
const authorization = `Bearer ${apiToken}`;
let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane({ apiToken });
});
afterAll(() => control?.close());

async function lines(path: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${control.origin}/api/v1/${path}`, { headers: { authorization } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  const text = await response.text();
  return text
    .split('\n')
    .flatMap((line): Record<string, unknown>[] => (line === '' ? [] : [JSON.parse(line)]));
}

describe('an export', () => {
  it('gives every delta as it came, oldest first, over many pages, and those of a time or signature', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const fromMs = Date.now() - 100_000;
    const other = { place: 'status', path: '', kind: 'value', why: null } as const;
    const deltas = Array.from({ length: 70 }, (_, at) =>
      deltaOf({
        routeId,
        revision,
        at: fromMs + at,
        ...(at < 3
          ? { signatures: [other], differences: [{ ...other, legacy: '200', candidate: '500' }] }
          : {}),
      }),
    );
    const lineBreak = deltas[7];
    if (lineBreak) lineBreak.request.target = '/accounts/\u0000\n\ud800';
    await proxy.batch(1, deltas);
    expect(await lines(`deltas?route=${routeId}`)).toEqual(deltas);
    const span = `from=${fromMs + 10}&to=${new Date(fromMs + 20).toISOString()}`;
    expect(await lines(`deltas?route=${routeId}&${span}`)).toEqual(deltas.slice(10, 20));
    const { signatures } = await control.call.routes.detail.query({ routeId, range: '15m' });
    const signatureId = signatures.find(({ signature }) => signature.place === 'status')?.id;
    expect(await lines(`deltas?route=${routeId}&signature=${signatureId}`)).toEqual(deltas.slice(0, 3));
    await proxy.leave();
  });

  it('gives deltas that outlived retention in their place, and each once', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const fromMs = Date.now() - 100_000;
    const deltas = Array.from({ length: 45 }, (_, at) => deltaOf({ routeId, revision, at: fromMs + at }));
    await proxy.batch(1, deltas);
    const kept = [deltas[5], deltas[30]].flatMap((delta) => (delta ? [delta] : []));
    for (const { id } of kept)
      await control.call.deltas.keep.mutate({ deltaId: id, reason: 'for the review' });
    await control.context.db.delta.deleteMany({ where: { id: kept[0]?.id ?? '' } });
    expect(await lines(`deltas?route=${routeId}`)).toEqual(deltas);
    await proxy.leave();
  });

  it('gives tallies, rules and evidence', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const tallies = Array.from({ length: 1_500 }, (_, at) =>
      tallyOf({
        routeId,
        revision,
        second: 1_700_000_000 + Math.floor(at / 7),
        matches: 2,
        notCompared: { tooLarge: 1 },
      }),
    );
    await proxy.batch(1, tallies);
    const exported = await lines(`tallies?route=${routeId}`);
    expect(exported).toHaveLength(1_500);
    expect(exported[1_499]).toMatchObject({
      routeId,
      epoch: 1,
      lengthS: 1,
      matches: 2,
      notCompared: { tooLarge: 1 },
    });
    expect(new Set(exported.map(({ at }) => at)).size).toBe(Math.ceil(1_500 / 7));
    await control.call.rules.add.mutate({
      routeId,
      place: { in: 'body', path: '$.at' },
      action: { do: 'ignore' },
      reason: 'it is a clock',
    });
    expect(await lines(`rules?route=${routeId}`)).toMatchObject([{ routeId, reason: 'it is a clock' }]);
    await control.call.routes.rollBack.mutate({ routeId, to: 'off' });
    const moves = await lines(`evidence?route=${routeId}`);
    expect(moves.at(-1)).toMatchObject({ routeId, toStage: 'off', bundle: expect.anything() });
    await proxy.leave();
  });

  it('is for who shows the token and for our own pages', async () => {
    const status = async (headers: Record<string, string>, path = 'rules') =>
      (await fetch(`${control.origin}/api/v1/${path}`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${'x'.repeat(40)}` })).toBe(401);
    expect(await status({ authorization }, 'rules?since=1')).toBe(400);
    expect(await status({ authorization }, 'secrets')).toBe(404);
    for (const at of ['-271821-04-20T00:00:00Z', '8640000000000000', 'soon'])
      expect(await status({ authorization }, `evidence?from=${at}`)).toBe(400);
    const [answer] = await once(
      get(`${control.origin}/api/v1/rules`, { headers: { 'sec-fetch-site': 'same-origin' } }),
      'response',
    );
    expect(answer.statusCode).toBe(200);
    answer.resume();
    const [foreign] = await once(
      get(`${control.origin}/api/v1/rules`, { headers: { 'sec-fetch-site': 'cross-site', authorization } }),
      'response',
    );
    expect(foreign.statusCode).toBe(403);
    foreign.resume();
  });

  it('ends quietly where its client goes', async () => {
    const { routeId, revision } = await routeInShadow(control);
    const proxy = await TestProxy.join(control);
    const text = 'x'.repeat(100_000);
    for (let seq = 1; seq <= 3; seq += 1) {
      const deltas = Array.from({ length: 20 }, () => {
        const delta = deltaOf({ routeId, revision });
        delta.legacy.body = { bytesTotal: text.length, truncated: false, bytes: { text } };
        return delta;
      });
      await proxy.batch(seq, deltas);
    }
    const request = get(`${control.origin}/api/v1/deltas?route=${routeId}`, { headers: { authorization } });
    const [answer] = await once(request, 'response');
    await once(answer, 'data');
    answer.destroy();
    await once(answer, 'close');
    expect(await lines(`deltas?route=${routeId}`)).toHaveLength(60);
    expect(control.log.with('a request failed')).toEqual([]);
    await proxy.leave();
  });
});
