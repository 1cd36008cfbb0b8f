import { expect } from 'vitest';
import { config, route } from './control-server.ts';
import { numbers } from './generated-exchange.ts';
import { startStack } from './stack.ts';
import { httpServer, json } from './upstream-server.ts';

export interface Detection {
  /** Share of the candidate's answers that are wrong once the fault is on. */
  faultRate: number;
  seed: number;
  comparisonsMax: number;
}

const atATime = 8;
const goodBefore = 300;
const mismatch = { p0: 1e-4, p1: [1e-3, 1e-2, 1e-1], alarmAt: 1e7 };

/**
 * A live route under load, in which a fault is switched on: the guard takes it back within so many comparisons, and no
 * client sees the fault after that but those under way. Returns how many comparisons it took.
 */
export async function checkDetection({ faultRate, seed, comparisonsMax }: Detection): Promise<number> {
  const next = numbers(seed);
  let faultIsOn = false;
  const legacy = await httpServer((_, response) => json(response, { right: true }));
  const candidate = await httpServer((_, response) => {
    json(response, { right: !(faultIsOn && next(10_000) < faultRate * 10_000) });
  });
  const stack = await startStack({ legacy: legacy.url, candidate: candidate.url });
  const guard = { mismatch, latency: null, breaker: null };
  await stack.control.apply(config(1, [route(1, '/*', 'live', { guard })]));
  const ask = async () => (await (await fetch(`${stack.url}/x`)).json()) as { right: boolean };
  for (let asked = 0; asked < goodBefore; asked += 1) await ask();

  faultIsOn = true;
  let wrong = 0;
  const load = async () => {
    while (stack.control.rollbacks.length === 0) if (!(await ask()).right) wrong += 1;
  };
  await Promise.all(Array.from({ length: atATime }, load));
  for (let asked = 0; asked < 50; asked += 1) expect(await ask()).toEqual({ right: true });
  await stack.finish();

  const [alarm] = stack.control.rollbacks;
  const { observations, hits } = alarm?.evidence ?? { observations: 0, hits: 0 };
  expect(observations - goodBefore).toBeLessThanOrEqual(comparisonsMax);
  expect(wrong).toBeGreaterThanOrEqual(hits);
  expect(wrong).toBeLessThanOrEqual(hits + atATime);
  const { requests, eligible } = stack.control.totals();
  expect(eligible).toBe(requests);
  for (const each of [stack, legacy, candidate]) await each.close();
  return observations - goodBefore;
}
