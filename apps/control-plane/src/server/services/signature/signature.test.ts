import { afterAll, beforeAll, expect, it } from 'vitest';
import { deltaOf, tallyOf } from '../../testing/events.ts';
import { refusalOf } from '../../testing/refusal-of.ts';
import { routeInShadow } from '../../testing/route-in-shadow.ts';
import { startOwnControlPlane, type TestControlPlane } from '../../testing/start-test-control-plane.ts';
import { TestProxy } from '../../testing/test-proxy.ts';

let control: TestControlPlane;

beforeAll(async () => {
  control = await startOwnControlPlane();
});
afterAll(() => control?.close());

const detailOf = (routeId: string) => control.call.routes.detail.query({ routeId, range: '15m' });

async function signatureOf(routeId: string) {
  const [row] = (await detailOf(routeId)).signatures;
  if (!row) throw new Error('there is no signature');
  return row;
}

it('a difference is new, then known, then resolved, each with who said so', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const proxy = await TestProxy.join(control);
  await proxy.batch(1, [tallyOf({ routeId, revision, mismatches: 1 })]);
  const { id: signatureId, state } = await signatureOf(routeId);
  expect(state).toBe('new');
  await control.call.signatures.acknowledge.mutate({ signatureId });
  await control.call.signatures.acknowledge.mutate({ signatureId });
  expect((await signatureOf(routeId)).state).toBe('known');
  await control.call.signatures.resolve.mutate({ signatureId });
  expect((await signatureOf(routeId)).state).toBe('resolved');
  const { history } = await detailOf(routeId);
  const said = history.filter(({ verb }) => verb.startsWith('signature.'));
  expect(said.map(({ verb, detail }) => [verb, detail])).toEqual([
    ['signature.resolve', 'body "$.amount": resolved, was known'],
    ['signature.acknowledge', 'body "$.amount": known, was new'],
  ]);
  await proxy.leave();
});

it('a resolved one regresses where it is seen later, not by what was seen before or by the control alone', async () => {
  const { routeId, revision } = await routeInShadow(control);
  const proxy = await TestProxy.join(control);
  const second = Math.floor(Date.now() / 1_000);
  await proxy.batch(1, [tallyOf({ routeId, revision, second: second - 60, mismatches: 1 })]);
  const { id: signatureId, signature } = await signatureOf(routeId);
  await control.call.signatures.resolve.mutate({ signatureId });
  const noise = [{ signature, count: 3 }];
  await proxy.batch(2, [tallyOf({ routeId, revision, second: second - 30, mismatches: 2 })]);
  await proxy.batch(3, [tallyOf({ routeId, revision, second: second + 20, matches: 1, noise })]);
  expect((await signatureOf(routeId)).state).toBe('resolved');
  await proxy.batch(4, [deltaOf({ routeId, revision, at: (second + 30) * 1_000 })]);
  expect((await signatureOf(routeId)).state).toBe('regressed');
  const { history } = await detailOf(routeId);
  expect(history.find(({ verb }) => verb === 'signature.regress')).toMatchObject({
    actor: 'ingest',
    detail: 'body "$.amount": regressed, was resolved',
  });
  await control.call.signatures.resolve.mutate({ signatureId });
  expect((await signatureOf(routeId)).state).toBe('resolved');
  await proxy.leave();
});

it('one that is not there is refused', async () => {
  const signatureId = '00000000-0000-4000-8000-000000000000';
  expect(await refusalOf(control.call.signatures.resolve.mutate({ signatureId }))).toMatchObject({
    reason: 'signatureNotFound',
    status: 404,
  });
});
