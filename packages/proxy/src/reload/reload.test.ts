import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OptionsError, type ProxyOptions, parseOptions } from '../options.ts';
import { config, route } from '../testing/control-server.ts';
import { readableLog, type Stack, startStack, testLimits } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

let legacy: TestServer;
let candidate: TestServer;
let stack: Stack;
let answer: () => void;
const { log, lines } = readableLog();

beforeEach(async () => {
  lines.length = 0;
  legacy = await httpServer((request, response) => {
    if (request.url !== '/slow') json(response, { text: 'x'.repeat(5_000) });
    else answer = () => json(response, {});
  });
  candidate = await httpServer((_, response) => json(response, { text: 'x'.repeat(5_000) }));
  stack = await startStack({ legacy: legacy.url, candidate: candidate.url, log });
});
afterEach(async () => {
  await stack.close();
  await legacy.close();
  await candidate.close();
});

/** Reads options that are as at the start but for these. */
async function reload(change: (options: ProxyOptions) => ProxyOptions): Promise<void> {
  const { proxy, control, dataDir } = stack;
  const atStart: ProxyOptions = {
    legacy: legacy.url,
    candidate: candidate.url,
    port: 0,
    dataDir,
    tokenFile: `${dataDir}/token`,
    controlUrl: control.url,
    instance: 'test',
    limits: testLimits,
  };
  await proxy.reload(async () => parseOptions(change(atStart)));
}

describe('a reload', () => {
  test('changes headers and Host of an upstream from the next request on, and back', async () => {
    const seen = () => legacy.seen.at(-1)?.rawHeaders ?? [];
    await (await fetch(stack.url)).text();
    expect(seen()).not.toContain('X-Own');
    await reload((options) => ({
      ...options,
      legacy: { url: legacy.url, host: 'ledger.internal', headers: { set: { 'X-Own': '1' } } },
    }));
    await (await fetch(stack.url)).text();
    expect(seen()).toEqual(expect.arrayContaining(['X-Own', 'ledger.internal']));
    await reload((options) => options);
    await (await fetch(stack.url)).text();
    expect(seen()).not.toContain('X-Own');
    expect(seen()).not.toContain('ledger.internal');
  });

  test('changes limits: what was compared is too large now, and the other way round', async () => {
    const { control, url, adminUrl } = stack;
    await control.apply(config(1, [route(1, '/x', 'shadow')]));
    const ask = async () => (await fetch(`${url}/x`)).text();
    await ask();
    await control.until(() => control.totals().matches === 1);
    await reload((options) => ({ ...options, limits: { ...options.limits, captureBytesMax: 100 } }));
    await ask();
    await control.until(() => control.totals().notCompared === 1);
    expect(await (await fetch(`${adminUrl}/config`)).json()).toMatchObject({
      limits: { captureBytesMax: 100 },
    });
    await reload((options) => ({ ...options, limits: { ...options.limits, captureTotalBytesMax: 100 } }));
    await ask();
    await control.until(() => control.totals().notCompared === 2);
    await reload((options) => options);
    await ask();
    await control.until(() => control.totals().matches === 2);
  });

  test('holds for deadlines of requests that begin after it, not for those under way', async () => {
    const early = fetch(`${stack.url}/slow`);
    await legacy.untilSeen(1);
    const finishEarly = answer;
    await reload((options) => ({ ...options, limits: { ...options.limits, headTimeoutMs: 50 } }));
    expect((await fetch(`${stack.url}/slow`)).status).toBe(504);
    finishEarly();
    expect((await early).status).toBe(200);
  });

  test('says by name what changed and what needs a restart', async () => {
    await reload((options) => ({
      ...options,
      port: 1234,
      legacy: 'http://127.0.0.1:1',
      logLevel: 'debug',
      limits: { ...testLimits, drainMs: 2_000, spoolBytesMax: 1_000_000 },
    }));
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'the settings were read again',
        changed: ['logLevel', 'limits.drainMs'],
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'some changed settings need a restart',
        options: ['port', 'legacy.url', 'limits.spoolBytesMax'],
      }),
    );
    expect((await fetch(stack.url)).status).toBe(200);
  });

  test('with options that cannot be used changes nothing and says why', async () => {
    await stack.proxy.reload(() => Promise.reject(new OptionsError(['port: is not one'])));
    await reload((options) => ({
      ...options,
      limits: { captureBytesMax: 100 },
      legacy: { url: legacy.url, headers: { set: { 'X-Key': { file: '/nowhere' } } } },
    }));
    const said = lines.filter(({ msg }) => msg === 'the settings cannot be used: those in force stay');
    expect(said.map(({ mistakes }) => mistakes)).toEqual([
      ['port: is not one'],
      ['legacy.headers.set.X-Key: /nowhere cannot be read: there is no such file'],
    ]);
    expect(await (await fetch(`${stack.adminUrl}/config`)).json()).toMatchObject({
      limits: { captureBytesMax: 1_048_576 },
    });
  });
});
