import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listen, stopServer } from './listen.ts';
import { seededRandom } from './seeded-random.ts';
import { demoWithFaults } from './testing/with-demo.ts';
import { Traffic } from './traffic.ts';
import { TrafficPlan } from './traffic-plan.ts';

test('the traffic holds its rate and its counts add up', async () => {
  const demo = await demoWithFaults();
  const startedMs = performance.now();
  demo.startTraffic({ target: demo.legacyUrl, ratePerSecond: 200 });
  // What a machine that was held up could not send is told as skipped; behind its time it catches up.
  const due = () => demo.traffic().sent + demo.traffic().skipped;
  const rate = () => (due() * 1_000) / (performance.now() - startedMs);
  await expect.poll(() => due() >= 400 && rate() > 160, { interval: 5 }).toBe(true);
  expect(rate()).toBeLessThan(240);
  demo.startTraffic({ target: demo.legacyUrl, ratePerSecond: 0 });
  await expect.poll(() => demo.traffic().inFlight).toBe(0);
  const { sent, answered, failed, byRoute, byStatus } = demo.traffic();
  expect({ answered, failed }).toEqual({ answered: sent, failed: 0 });
  expect(sum(Object.values(byRoute).map((route) => route.sent))).toBe(sent);
  expect(Object.keys(byStatus)).toEqual(['200', '201']);
  expect(sum(Object.values(byStatus))).toBe(answered);
});

test('nothing is sent while paused', async () => {
  const { url, asked } = await countingServer();
  const traffic = startTraffic(url, 500);
  await expect.poll(() => asked.length).toBeGreaterThan(20);
  traffic.start({ target: url, ratePerSecond: 0 });
  await expect.poll(() => traffic.report().inFlight).toBe(0);
  const { sent } = traffic.report();
  expect(asked).toHaveLength(sent);
  traffic.start({ target: url, ratePerSecond: 500 });
  await expect.poll(() => traffic.report().sent).toBeGreaterThan(sent);
});

test('a target that is not there is counted as failures with their reason', async () => {
  const { url, stop } = await countingServer();
  await stop();
  const traffic = startTraffic(url, 500);
  await expect.poll(() => traffic.report().failed).toBeGreaterThan(20);
  expect(traffic.report()).toMatchObject({
    answered: 0,
    lastFailure: expect.stringContaining('ECONNREFUSED'),
  });
});

test('an answer that breaks off is a failure, not an answer', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('{"half":', () => response.destroy());
  });
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => stopServer(server));
  const traffic = startTraffic(url, 200);
  await expect.poll(() => traffic.report().failed).toBeGreaterThan(5);
  expect(traffic.report().answered).toBe(0);
});

test('a target that never answers holds no more than the limit in flight, and stop ends them all', async () => {
  const server = createServer(() => {});
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => stopServer(server));
  const traffic = startTraffic(url, 2_000);
  await expect.poll(() => traffic.report().skipped, { timeout: 60_000 }).toBeGreaterThan(50);
  expect(traffic.report().inFlight).toBe(256);
  await traffic.stop();
  const { sent, failed, inFlight } = traffic.report();
  expect({ failed, inFlight }).toEqual({ failed: sent, inFlight: 0 });
});

function startTraffic(target: string, ratePerSecond: number): Traffic {
  const traffic = new Traffic(new TrafficPlan(seededRandom(1)));
  onTestFinished(() => traffic.stop());
  traffic.start({ target, ratePerSecond });
  return traffic;
}

async function countingServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  const url = await listen(server, { host: '127.0.0.1', port: 0 });
  const stop = () => stopServer(server);
  onTestFinished(async () => {
    if (server.listening) await stop();
  });
  return { url, asked, stop };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
