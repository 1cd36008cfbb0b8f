import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlaneClient, controlPlaneClient, until } from './testing/client.ts';
import { type Pair, startPair } from './testing/pair.ts';
import { type Parts, startParts } from './testing/parts.ts';

let pair: Pair;
let parts: Parts;
let client: ControlPlaneClient;
let routeId: string;
let traffic: NodeJS.Timeout;
const failed: string[] = [];

beforeAll(async () => {
  pair = await startPair();
  pair.deploy('v1');
  parts = await startParts(pair);
  client = controlPlaneClient(parts.controlUrl);
  await client.gateway.setBuildHeader.mutate({ buildHeader: 'x-build' });
  // Guard and latency are not asked here, and on a busy machine they would answer.
  await client.policies.create.mutate({
    name: 'quick',
    preset: 'trial',
    changes: { conditions: ['window', 'calm'], windowSize: 20, guardOnLatency: false },
  });
  const added = await client.routes.add.mutate({ method: 'GET', template: '/health', policy: 'quick' });
  routeId = added.routeId;
  const { settings } = await detail();
  await client.routes.setSettings.mutate({
    routeId,
    settings: { ...settings, stickyKey: { in: 'header', name: 'x-client' } },
  });
  traffic = setInterval(() => void ask(), 20);
});
afterAll(async () => {
  clearInterval(traffic);
  await parts?.stop();
  await pair?.stop();
});

const detail = () => client.routes.detail.query({ routeId, range: '15m' });

async function ask(): Promise<void> {
  try {
    const response = await fetch(`${parts.proxyUrl}/health`, { headers: { 'x-client': 'ada' } });
    if ((await response.text()) !== '{"ok":true}') failed.push(`answered ${response.status}`);
  } catch (error) {
    failed.push(String(error));
  }
}

/** Promotes one stage or step at a time, as soon as the gate lets it. */
async function promoteTo(stage: 'canary' | 'live'): Promise<void> {
  for (;;) {
    const { route } = await until(
      detail,
      ({ route: { gate, stage: at, nextStage } }) => {
        return at === stage || at === 'off' || (gate.open && nextStage !== null);
      },
      60_000,
    );
    if (route.stage === stage) return;
    if (route.nextStage === null) throw new Error(`no stage after ${route.stage}`);
    await client.routes.promote.mutate({ routeId, version: route.version, to: route.nextStage });
  }
}

test.each([
  { stage: 'canary', from: 'v1', to: 'v2' },
  { stage: 'live', from: 'v2', to: 'v3' },
] as const)(
  'a new build in $stage begins an epoch and is back in guarded by itself',
  async ({ stage, from, to }) => {
    await promoteTo(stage);
    const before = await until(detail, ({ route }) => route.appliedBy.applied === 1);
    expect(before.route.epoch).toMatchObject({ build: from });
    pair.deploy(to);
    const after = await until(
      detail,
      ({ route }) => route.stage === 'guarded' && route.appliedBy.applied === 1,
    );
    expect(after.route.epoch).toMatchObject({
      build: to,
      startedBy: 'build',
      ordinal: (before.route.epoch?.ordinal ?? 0) + 1,
    });
    expect(failed).toEqual([]);
  },
  120_000,
);
