import { describe, expect, test } from 'vitest';
import { ControlServer, config } from '../testing/control-server.ts';
import { ask, fromLegacy, guardingStacks, served } from '../testing/guarding-stack.ts';

const { keep, says, guarding } = guardingStacks();

describe('the lease', () => {
  test.each(['shadow', 'keep'] as const)('without a word of the control plane: %s', async (onLeaseLost) => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const leased = served('live', {}, { leaseMs: 1_500, onLeaseLost });
    const stack = await guarding({ route: leased, legacy, candidate });
    // A machine that was held up may have lost it for a moment.
    while ((await ask(stack.url)) === fromLegacy);
    await stack.control.close();
    const lostAtMs = performance.now();
    if (onLeaseLost === 'shadow') {
      while ((await ask(stack.url)) !== fromLegacy);
      return;
    }
    while (performance.now() - lostAtMs < 2_500) expect(await ask(stack.url)).toBe('{"side":"candidate"}');
  });

  test('that comes back with the link brings the stage of the config back', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const leased = served('live', {}, { leaseMs: 1_000, onLeaseLost: 'shadow' });
    const stack = await guarding({ route: leased, legacy, candidate });
    const { port } = stack.control;
    await stack.control.close();
    while ((await ask(stack.url)) !== fromLegacy);
    const back = keep(await new ControlServer().start(port));
    back.configure(config(1, [leased]));
    while ((await ask(stack.url)) === fromLegacy);
    expect(back.health?.heldBack ?? []).toEqual([]);
  });
});
