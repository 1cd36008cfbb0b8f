import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { askBoth, demoWithFaults, putJson } from './testing/with-demo.ts';

test('a fault that is switched counts from the next request on', async () => {
  const demo = await demoWithFaults('timezone');
  const off = await putJson(`${demo.controlUrl}/faults/timezone`, { on: false });
  expect(await off.json()).toEqual({
    timezone: false,
    amounts: false,
    staleCache: false,
    requestId: false,
    slow: false,
  });
  const { legacy, candidate } = await askBoth(demo, '/accounts/1050/transactions');
  expect(candidate).toBe(legacy);
  await putJson(`${demo.controlUrl}/faults/timezone`, { on: true });
  expect(await (await fetch(`${demo.controlUrl}/faults`)).json()).toMatchObject({ timezone: true });
});

test('an unknown fault is refused with the names there are', async () => {
  const demo = await demoWithFaults();
  const refused = await putJson(`${demo.controlUrl}/faults/constructor`, { on: true });
  expect(refused.status).toBe(404);
  expect(await refused.text()).toContain('timezone, amounts, staleCache, requestId, slow');
});

test.each([
  ['/faults/slow', { on: 'yes' }, 'on: '],
  ['/faults/slow', { on: true, off: false }, 'off'],
  ['/faults/slow', [], 'body: '],
  ['/traffic', { ratePerSecond: -1 }, 'ratePerSecond: '],
  ['/traffic', { ratePerSecond: 2_001 }, 'ratePerSecond: '],
  ['/traffic', {}, 'ratePerSecond: '],
])('PUT %s with %j is refused, names the mistake and changes nothing', async (path, body, mistake) => {
  const demo = await demoWithFaults();
  const refused = await putJson(demo.controlUrl + path, body);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(mistake);
  expect(await (await fetch(`${demo.controlUrl}/faults`)).json()).toMatchObject({ slow: false });
});

test('a body that is not JSON is refused', async () => {
  const demo = await demoWithFaults();
  const refused = await fetch(`${demo.controlUrl}/faults/slow`, { method: 'PUT', body: '{on:true}' });
  expect([refused.status, await refused.text()]).toEqual([400, '{"error":"the body is not JSON"}']);
});

test('a wrong method is refused with what is allowed', async () => {
  const demo = await demoWithFaults();
  const refused = await fetch(`${demo.controlUrl}/traffic`, { method: 'POST' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
});

test('the rate can be set once there is a target', async () => {
  const demo = await demoWithFaults();
  expect((await putJson(`${demo.controlUrl}/traffic`, { ratePerSecond: 10 })).status).toBe(409);
  demo.startTraffic({ target: demo.legacyUrl, ratePerSecond: 0 });
  const answer = await putJson(`${demo.controlUrl}/traffic`, { ratePerSecond: 300 });
  expect(await answer.json()).toMatchObject({ target: demo.legacyUrl, ratePerSecond: 300 });
  const sent = async () => JSON.parse(await (await fetch(`${demo.controlUrl}/traffic`)).text()).sent;
  await expect.poll(sent).toBeGreaterThan(30);
});

test('a foreign host name is refused', async () => {
  const demo = await demoWithFaults();
  const asked = request(`${demo.controlUrl}/faults`, { headers: { Host: 'evil.example' } }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(403);
});
