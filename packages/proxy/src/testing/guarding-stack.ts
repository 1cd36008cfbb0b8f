import type { GuardConfig, RouteConfig, Stage } from '@delta-guard/protocol';
import { closeAfterEach } from './close-after-each.ts';
import { config, route } from './control-server.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { httpServer, json, type TestServer } from './upstream-server.ts';

const p1 = [1e-3, 1e-2, 1e-1];
export const mismatch = { p0: 1e-4, p1, alarmAt: 1e7 };
export const latency = { p0: 0.01, p1: [0.03, 0.1, 0.3], alarmAt: 1e7 };
const off: GuardConfig = { mismatch: null, latency: null, breaker: null };

export function served(
  stage: Stage,
  guard: Partial<GuardConfig>,
  more: Partial<RouteConfig> = {},
): RouteConfig {
  return route(1, '/*', stage, { version: 3, guard: { ...off, ...guard }, fallbackWaitMs: 20_000, ...more });
}

interface Guarding extends Pick<StackOptions, 'limits' | 'trustedProxies' | 'log'> {
  route: RouteConfig;
  legacy: TestServer;
  candidate: TestServer;
}

/** Upstreams and proxies whose route a guard watches, closed after each test. */
export function guardingStacks() {
  const keep = closeAfterEach();

  const says = async (side: string, delayMs = 0): Promise<TestServer> =>
    keep(
      await httpServer((_, response) => {
        setTimeout(() => json(response, { side }), delayMs);
      }),
    );

  async function guarding({ route: given, legacy, candidate, ...options }: Guarding): Promise<Stack> {
    const stack = keep(await startStack({ legacy: legacy.url, candidate: candidate.url, ...options }));
    await stack.control.apply(config(1, [given]));
    return stack;
  }

  return { keep, says, guarding };
}

export async function ask(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${url}/x`, { headers });
  return answer.text();
}

export const fromLegacy = '{"side":"legacy"}';

/** Asks until the legacy answers. Returns how many answers the candidate gave. */
export async function untilBack(stack: Stack, headers: (n: number) => Record<string, string> = () => ({})) {
  for (let asked = 0; asked < 200; asked += 1) {
    if ((await ask(stack.url, headers(asked))) === fromLegacy) return asked;
  }
  throw new Error('the route never went back');
}
