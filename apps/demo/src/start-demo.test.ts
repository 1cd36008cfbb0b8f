import { expect, test } from 'vitest';
import { routeTemplates } from './sample-routes.ts';
import { startDemo } from './start-demo.ts';
import { differingPaths } from './testing/differing-paths.ts';
import { askBoth, demoWithFaults, putJson } from './testing/with-demo.ts';

const paths = {
  rates: '/rates',
  account: '/accounts/1050',
  transactions: '/accounts/1050/transactions',
  balance: '/accounts/1001/balance',
  statement: '/statements/20007',
  report: '/reports/507',
  branch: '/branches/12',
  absent: '/accounts/9999',
  nowhere: '/nowhere',
};

test.each(Object.values(paths))('with all faults off both answer %s alike', async (path) => {
  const { legacy, candidate } = await askBoth(await demoWithFaults(), path);
  expect(differingPaths(legacy, candidate)).toEqual([]);
});

test('the candidate writes the members of an account in another order', async () => {
  const { legacy, candidate } = await askBoth(await demoWithFaults(), paths.account);
  expect(candidate).not.toBe(legacy);
});

const money = ['$.balance', '$.overdraftLimit'];
test.each([
  { fault: 'timezone', path: paths.transactions, differing: ['$.transactions[*].bookedAt'] },
  { fault: 'amounts', path: paths.account, differing: money },
  { fault: 'requestId', path: paths.statement, differing: ['$.requestId'] },
] as const)('the fault $fault shows at $differing and nowhere else', async ({ fault, path, differing }) => {
  const demo = await demoWithFaults(fault);
  for (const other of Object.values(paths)) {
    const { legacy, candidate } = await askBoth(demo, other);
    expect(differingPaths(legacy, candidate), other).toEqual(other === path ? differing : []);
  }
});

test('a lost time zone keeps the wall clock', async () => {
  const { legacy, candidate } = await askBoth(await demoWithFaults('timezone'), paths.transactions);
  expect(legacy).toMatch(/"bookedAt":"2026-0[34]-\d\dT\d\d:\d\d:00\+0[12]:00"/);
  expect(candidate).toBe(legacy.replaceAll(/\+0[12]:00"/g, 'Z"'));
});

test('amounts become the same digits as strings', async () => {
  const { legacy, candidate } = await askBoth(await demoWithFaults('amounts'), paths.account);
  const balance = /"balance":(\d+\.\d\d)[,}]/.exec(legacy)?.[1];
  expect(candidate).toContain(`"balance":"${balance}"`);
});

test('a slow report is the same bytes, 8 ms later', async () => {
  const demo = await demoWithFaults('slow');
  await askBoth(demo, paths.report);
  const before = performance.now();
  const candidate = await (await fetch(demo.candidateUrl + paths.report)).text();
  expect(performance.now() - before).toBeGreaterThanOrEqual(7);
  expect(candidate).toBe(await (await fetch(demo.legacyUrl + paths.report)).text());
});

test('the balance drifts under concurrent bookings, and is right again once the cache is off', async () => {
  const demo = await demoWithFaults('staleCache');
  const before = await askBoth(demo, paths.balance);
  expect(before.candidate).toBe(before.legacy);
  const bookings = Array.from({ length: 25 }, () => book(demo.legacyUrl));
  expect(await Promise.all(bookings)).toEqual(Array.from({ length: 25 }, () => 201));
  // The cache has taken its updates when its balance has moved; 25 that overlap cannot all have survived.
  await expect.poll(async () => (await askBoth(demo, paths.balance)).candidate).not.toBe(before.candidate);
  const drifted = await askBoth(demo, paths.balance);
  expect(differingPaths(drifted.legacy, drifted.candidate)).toEqual(['$.available', '$.balance']);
  demo.setFault('staleCache', false);
  const after = await askBoth(demo, paths.balance);
  expect(after.candidate).toBe(after.legacy);
});

test('a hold goes unnoticed by the cache', async () => {
  const demo = await demoWithFaults('staleCache');
  await askBoth(demo, paths.balance);
  expect((await putJson(`${demo.legacyUrl}/accounts/1001`, { held: '25.00' }, 'PATCH')).status).toBe(200);
  const { legacy, candidate } = await askBoth(demo, paths.balance);
  expect(differingPaths(legacy, candidate)).toEqual(['$.available', '$.held']);
});

test('each side says by its Server header who it is, and how long its answer is', async () => {
  const demo = await demoWithFaults();
  const [legacy, candidate] = await Promise.all([
    fetch(`${demo.legacyUrl}/rates`),
    fetch(`${demo.candidateUrl}/rates`),
  ]);
  expect(legacy.headers.get('server')).toBe('ledger-legacy/4.2');
  expect(candidate.headers.get('server')).toBe('ledger-candidate/1.0');
  expect(candidate.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(candidate.headers.get('content-length')).toBe(String((await candidate.text()).length));
});

test('the candidate refuses to write', async () => {
  const demo = await demoWithFaults();
  const refused = await putJson(`${demo.candidateUrl}/accounts/1001/transactions`, {}, 'POST');
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('a booking of the legacy is read on both sides', async () => {
  const demo = await demoWithFaults();
  await book(demo.legacyUrl);
  const { legacy, candidate } = await askBoth(demo, '/accounts/1001/transactions');
  expect(legacy).toContain('"id":"1001-13"');
  expect(candidate).toBe(legacy);
});

test.each([
  [{ amount: 12.5, text: 'Rent' }, 'amount: '],
  [{ amount: '12.5', text: 'Rent' }, 'amount: expected a text such as "12.50"'],
  [{ amount: '12.50' }, 'text: '],
])('a booking of %j is refused and names the mistake', async (body, mistake) => {
  const demo = await demoWithFaults();
  const refused = await putJson(`${demo.legacyUrl}/accounts/1001/transactions`, body, 'POST');
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(JSON.stringify(mistake).slice(1, -1));
});

test('a body over the limit is refused without being read to its end', async () => {
  const demo = await demoWithFaults();
  const refused = await putJson(`${demo.legacyUrl}/accounts/1001`, { held: '1'.repeat(20_000) }, 'PATCH');
  expect(refused.status).toBe(413);
});

test('the route list names what the legacy serves', async () => {
  const demo = await demoWithFaults();
  for (const { method, template } of routeTemplates) {
    const ids: Record<string, string> = { statements: '20001', reports: '501' };
    const path = template.replace(':id', ids[template.split('/')[1] ?? ''] ?? '1001');
    const asked = await fetch(demo.legacyUrl + path, method === 'GET' ? {} : { method, body: '{}' });
    expect(asked.status, template).toBe(method === 'GET' ? 200 : 400);
  }
});

test('a port in use rejects the start and leaves the other ports free', async () => {
  const demo = await demoWithFaults();
  const taken = Number(new URL(demo.legacyUrl).port);
  const other = await demoWithFaults();
  const freed = Number(new URL(other.candidateUrl).port);
  await other.stop();
  const options = { host: '127.0.0.1', legacyPort: taken, candidatePort: freed, controlPort: 0 };
  await expect(startDemo(options)).rejects.toThrow('EADDRINUSE');
  const third = await startDemo({ ...options, legacyPort: 0 });
  await third.stop();
});

async function book(legacyUrl: string): Promise<number> {
  const body = { amount: '12.50', text: 'Transfer' };
  return (await putJson(`${legacyUrl}/accounts/1001/transactions`, body, 'POST')).status;
}
