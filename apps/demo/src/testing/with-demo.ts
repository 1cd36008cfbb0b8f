import { onTestFinished } from 'vitest';
import { faultNames } from '../faults.ts';
import { type Demo, startDemo } from '../start-demo.ts';

/** The sample on free ports with only these faults on; stopped when the test ends. */
export async function demoWithFaults(...on: readonly (typeof faultNames)[number][]): Promise<Demo> {
  const demo = await startDemo({ host: '127.0.0.1', legacyPort: 0, candidatePort: 0, controlPort: 0 });
  onTestFinished(() => demo.stop());
  for (const name of faultNames) demo.setFault(name, on.includes(name));
  return demo;
}

export async function putJson(url: string, body: unknown, method = 'PUT'): Promise<Response> {
  return fetch(url, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
}

/** Asks both for the same path. */
export async function askBoth(demo: Demo, path: string): Promise<{ legacy: string; candidate: string }> {
  const [legacy, candidate] = await Promise.all(
    [demo.legacyUrl, demo.candidateUrl].map(async (origin) => (await fetch(origin + path)).text()),
  );
  return { legacy: legacy ?? '', candidate: candidate ?? '' };
}
