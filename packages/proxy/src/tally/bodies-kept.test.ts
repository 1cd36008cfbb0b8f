import { type BodiesKept, bodiesKept } from '@delta-guard/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseOptions } from '../options.ts';
import { config, route } from '../testing/control-server.ts';
import { type Stack, type StackOptions, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

let legacy: TestServer;
let candidate: TestServer;
let stack: Stack | null = null;

beforeEach(async () => {
  legacy = await httpServer((_, response) => json(response, { same: 'seen by all', name: 'Ada' }));
  candidate = await httpServer((_, response) => json(response, { same: 'seen by all', name: 'Grace' }));
});
afterEach(async () => {
  await stack?.close();
  stack = null;
  await Promise.all([legacy.close(), candidate.close()]);
});

async function start(options: StackOptions['options'], bodies: BodiesKept = 'full'): Promise<Stack> {
  stack = await startStack({ legacy: legacy.url, candidate: candidate.url, options: { ...options } });
  await stack.control.apply(config(1, [route(1, '/x', 'shadow', { bodies })]));
  return stack;
}

/** What is kept of the next request. */
async function sampleOf({ url, control }: Stack) {
  const before = control.deltas.length;
  await (await fetch(`${url}/x`)).text();
  await control.until(() => control.deltas.length > before);
  const delta = control.deltas.at(-1);
  const frame = control.frames.at(-1) ?? '';
  return { bodies: delta?.bodies, whole: frame.includes('seen by all'), values: frame.includes('Grace') };
}

const nothing = { bodies: 'none', whole: false, values: false };

describe('what samples keep of bodies', () => {
  test('is what differs where nobody chose', async () => {
    expect(await sampleOf(await start({}))).toEqual({ bodies: 'differing', whole: false, values: true });
  });

  test.each(bodiesKept)('is what the proxy is set to: %s', async (bodies) => {
    const expected = { bodies, whole: bodies === 'full', values: bodies !== 'none' };
    expect(await sampleOf(await start({ bodies }))).toEqual(expected);
  });

  test('can be lowered for a route by the control plane', async () => {
    expect(await sampleOf(await start({ bodies: 'full' }, 'none'))).toEqual(nothing);
  });

  test('cannot be raised by the control plane', async () => {
    expect(await sampleOf(await start({ bodies: 'none' }, 'full'))).toEqual(nothing);
  });

  test('changes with a reload, without a restart', async () => {
    const running = await start({ bodies: 'full' });
    const { control, dataDir, proxy } = running;
    const next = { legacy: legacy.url, candidate: candidate.url, dataDir, bodies: 'none' } as const;
    await proxy.reload(async () =>
      parseOptions({ ...next, controlUrl: control.url, tokenFile: `${dataDir}/token` }),
    );
    expect(await sampleOf(running)).toEqual(nothing);
  });
});
