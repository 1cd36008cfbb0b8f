import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tallyOf } from '../testing/events.ts';
import { joinHealthy } from '../testing/healthy-proxy.ts';
import { routeInShadow } from '../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../testing/start-test-control-plane.ts';

const apiToken = 'p'.repeat(40);
let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane({ apiToken });
});
afterAll(() => control?.close());

async function announce(body: unknown, token: string | null = apiToken) {
  const response = await fetch(`${control.origin}/api/v1/builds`, {
    method: 'POST',
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

const epochs = async (routeId: string) =>
  (await control.call.routes.detail.query({ routeId, range: '15m' })).epochs;

describe('POST /api/v1/builds', () => {
  it('begins an epoch on each route that holds evidence, once, and says so', async () => {
    const proxy = await joinHealthy(control);
    const proving = await routeInShadow(control);
    const fresh = await routeInShadow(control);
    await proxy.batch(1, [tallyOf({ routeId: proving.routeId, revision: proving.revision, matches: 5 })]);
    const first = await announce({ build: 'v7' });
    expect(first).toMatchObject({
      status: 200,
      answer: {
        build: 'v7',
        routes: expect.arrayContaining([
          expect.objectContaining({ id: proving.routeId, newEpoch: true }),
          expect.objectContaining({ id: fresh.routeId, newEpoch: false }),
        ]),
      },
    });
    expect(await epochs(proving.routeId)).toMatchObject([
      { ordinal: 2, startedBy: 'build', build: 'v7' },
      { ordinal: 1, build: null, comparisons: 5 },
    ]);
    expect(await epochs(fresh.routeId)).toMatchObject([{ ordinal: 1, build: 'v7' }]);
    await announce({ build: 'v7' });
    expect(await epochs(proving.routeId)).toHaveLength(2);
    const revision = first.answer.revision as number;
    await proxy.batch(2, [
      tallyOf({ routeId: proving.routeId, revision: proving.revision, matches: 2 }),
      tallyOf({ routeId: proving.routeId, revision, matches: 3 }),
    ]);
    expect(await epochs(proving.routeId)).toMatchObject([{ comparisons: 3 }, { comparisons: 7 }]);
    await proxy.leave();
  });

  it('may name one route, and says which are there to be named otherwise', async () => {
    const { routeId } = await routeInShadow(control);
    const { route } = await control.call.routes.detail.query({ routeId, range: '15m' });
    const named = await announce({ build: 'v8', route: `${route.method} ${route.template}` });
    expect(named.answer.routes).toEqual([{ id: routeId, route: `GET ${route.template}`, newEpoch: false }]);
    expect(await announce({ build: 'v8', route: 'GET /nowhere' })).toMatchObject({
      status: 404,
      answer: { error: expect.stringContaining('There is no route GET /nowhere') },
    });
  });

  it.each([
    ['no token', null],
    ['another token', 'q'.repeat(40)],
    ['the token with something behind it', `${apiToken}x`],
  ])('refuses %s', async (_, token) => {
    expect(await announce({ build: 'v9' }, token)).toMatchObject({ status: 401 });
  });

  it('says what it expected where it was told something else', async () => {
    expect(await announce('{')).toMatchObject({ status: 400 });
    expect(await announce({ builds: 'v9' })).toMatchObject({
      status: 400,
      answer: { error: expect.stringContaining('expected {"build"') },
    });
    for (const build of ['v\u0000', 'v\ud800'])
      expect(await announce({ build })).toMatchObject({
        status: 400,
        answer: { error: expect.stringContaining('no header can hold these characters') },
      });
    expect(await announce({ build: 'x'.repeat(20_000) })).toMatchObject({ status: 413 });
    const get = await fetch(`${control.origin}/api/v1/builds`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${control.origin}/api/v1/else`)).status).toBe(404);
  });
});
