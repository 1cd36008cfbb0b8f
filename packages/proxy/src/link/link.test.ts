import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { closeCodes, type Discovered, protocolVersion } from '@delta-guard/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { ControlServer, config, route, testToken } from '../testing/control-server.ts';
import { readableLog, type Stack, startStack } from '../testing/stack.ts';
import { httpServer, json, type TestServer } from '../testing/upstream-server.ts';

const parts: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of parts.splice(0)) await part.close();
});

async function running(options: { spoolBytesMax?: number } = {}) {
  const upstream: TestServer = await httpServer((request, response) => json(response, { path: request.url }));
  const { log, lines } = readableLog();
  const stack: Stack = await startStack({
    legacy: upstream.url,
    candidate: upstream.url,
    limits: options,
    log,
  });
  parts.push(stack, upstream);
  return { ...stack, lines };
}

async function ask({ url }: { url: string }, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await (await fetch(`${url}/items/${index}`)).arrayBuffer();
}

const shadowed = config(3, [route(1, '/items/:id', 'shadow')]);

describe('the link', () => {
  test('says who it is, obeys the config and reports that it is in force', async () => {
    const { control, proxy } = await running();
    await control.apply(shadowed);
    expect(control.hellos[0]).toMatchObject({
      type: 'hello',
      protocol: protocolVersion,
      gateway: 'default',
      instance: 'test',
      firstSeq: 1,
      servedStages: ['off', 'shadow', 'guarded', 'canary', 'live', 'complete'],
    });
    expect(control.hellos[0]?.spool).toMatch(/^[0-9a-f]{32}$/);
    expect([proxy.connected(), proxy.revision()]).toEqual([true, 3]);
  });

  test('tells each second how the proxy is', async () => {
    const { control } = await running();
    await control.until(() => control.pulses >= 2);
    expect(control.invalid).toEqual([]);
  });

  test('P8: batches whose acks were lost are sent again with the same bytes, and counted once', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    control.acks = false;
    await ask(stack, 5);
    await control.until(() => control.frames.length >= 1 && control.totals().eligible === 5);
    const before = [...control.frames];
    // As a control plane that stored the batches and died before its acks arrived, and forgot the last one.
    control.ackedSeq -= 1;
    control.events.splice(0);
    control.acks = true;
    control.cut();
    await control.until(() => control.hellos.length === 2 && control.frames.length > before.length);
    const [first] = control.frames.slice(before.length);
    expect(before).toContain(first);
    await stack.finish();
    const { firstSeq } = control.hellos[1] ?? { firstSeq: 0 };
    expect(firstSeq).toBe(1);
  });

  test('what the control plane acked by its welcome is not sent again', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    control.acks = false;
    await ask(stack, 3);
    await control.until(() => control.totals().eligible === 3);
    const sent = control.frames.length;
    control.acks = true;
    control.cut();
    await control.until(() => control.hellos.length === 2);
    await ask(stack, 1);
    await control.until(() => control.totals().eligible === 4);
    expect(control.frames.length).toBe(sent + 1);
  });

  test('P7: while the control plane is away traffic goes on, and afterwards every count is there', async () => {
    const stack = await running();
    const { control, proxy } = stack;
    await control.apply(shadowed);
    const { port } = control;
    await control.close();
    await ask(stack, 20);
    expect(proxy.revision()).toBe(3);
    const back = await new ControlServer().start(port);
    parts.unshift(back);
    back.configure(shadowed);
    await back.until(() => back.totals().eligible === 20);
    await ask(stack, 5);
    await stack.finish();
    expect(back.totals()).toMatchObject({ requests: 25, matches: 25, mismatches: 0, notCompared: 0 });
    expect(back.hellos[0]?.appliedRevision).toBe(3);
  });

  test('a large frame goes over the wire compressed, and arrives as it is in the spool', async () => {
    let asked = 0;
    const upstream = await httpServer((_request, response) => {
      asked += 1;
      json(response, { asked, rows: Array.from({ length: 5_000 }, (_, at) => `row ${at}`) });
    });
    const stack = await startStack({
      legacy: upstream.url,
      candidate: upstream.url,
      options: { bodies: 'full' },
    });
    parts.push(stack, upstream);
    const { control } = stack;
    await control.apply(shadowed);
    const before = control.bytesRead;
    await ask(stack, 1);
    await control.until(() => control.deltas.length === 1);
    const length = control.frames.reduce((sum, frame) => sum + frame.length, 0);
    expect(length).toBeGreaterThan(100_000);
    expect(control.bytesRead - before).toBeLessThan(length / 2);
    expect(control.invalid).toEqual([]);
  });

  test('a token that is not accepted is logged, and the link stays down', async () => {
    const { control, lines, proxy } = await running();
    await control.until(() => control.hellos.length === 1);
    control.token = 'another';
    control.cut();
    await control.until(() => control.refusedUpgrades === 1);
    await until(() => lines.some(({ msg }) => msg === 'the token is not accepted'));
    expect(proxy.connected()).toBe(false);
    expect(JSON.stringify(lines)).not.toContain(testToken);
  });

  test('a frame that is not of the protocol closes the link with the reason, logged', async () => {
    const { control, lines } = await running();
    await control.until(() => control.hellos.length === 1);
    control.sendText('{"type":"config","config":{"revision":"x"}}');
    await control.until(() => control.hellos.length === 2);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'the control plane sent an invalid frame',
        reason: expect.stringContaining('revision'),
      }),
    );
  });

  test('a close with one of our codes is logged by its name', async () => {
    const { control, lines } = await running();
    await control.until(() => control.hellos.length === 1);
    control.closeLink(closeCodes.unsupportedProtocol, 'this is version 9');
    await until(() => lines.some(({ reason }) => reason === 'unsupportedProtocol'));
  });

  test('a forked spool is left for a new one that carries what was not acked, and says that there is a gap', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    control.acks = false;
    await ask(stack, 2);
    await control.until(() => control.totals().eligible === 2);
    control.events.splice(0);
    control.ackedSeq = 0;
    control.acks = true;
    control.closeLink(closeCodes.spoolForked, 'the same seq with another hash');
    await control.until(() => control.hellos.length === 2 && control.totals().eligible === 2);
    await control.until(() => control.events.some(({ type }) => type === 'gap'));
    const [first, second] = control.hellos;
    expect(first?.spool).not.toBe(second?.spool);
    expect(second?.firstSeq).toBe(1);
  });

  test('where the control plane took another batch under its number, a new spool goes on and says that there is a gap', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    control.acks = false;
    await ask(stack, 2);
    await control.until(() => control.totals().eligible === 2);
    const [{ spool } = { spool: '' }] = control.hellos;
    control.takenFromOther(spool, control.ackedSeq);
    control.acks = true;
    control.cut();
    await control.until(() => control.events.some(({ type }) => type === 'gap'));
    expect(control.events.find(({ type }) => type === 'gap')).toMatchObject({
      reason: expect.stringContaining('another run sent other batches'),
      lostEvents: null,
    });
    await ask(stack, 3);
    await control.until(() => control.totals().eligible === 5);
    expect(control.hellos.at(-1)?.spool).not.toBe(spool);
    expect(control.hellos.at(-1)?.firstSeq).toBe(1);
  });

  test('where the control plane took more than it had said, the link comes back and nothing is sent twice', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    control.acks = false;
    await ask(stack, 2);
    await control.until(() => control.totals().eligible === 2);
    control.closeLink(closeCodes.sequenceJump, 'batch 1 was taken long ago');
    control.acks = true;
    await control.until(() => control.hellos.length === 2);
    await ask(stack, 3);
    await control.until(() => control.totals().eligible === 5);
    await stack.finish();
    expect(control.totals().eligible).toBe(5);
    expect(control.hellos[1]?.spool).toBe(control.hellos[0]?.spool);
    expect(control.events.filter(({ type }) => type === 'gap')).toEqual([]);
  });

  test('a spool that is damaged under a run is moved aside; the link goes on with a new one and says so', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    const { port } = control;
    const [{ spool } = { spool: '' }] = control.hellos;
    await control.close();
    await ask(stack, 1);
    const journal = path.join(stack.dataDir, 'spools', spool, '1');
    const [segment = ''] = (await readdir(journal)).filter((name) => name.endsWith('.segment'));
    const file = path.join(journal, segment);
    await until(async () => (await readFile(file, 'latin1')).includes('"requests":1'));
    const bytes = await readFile(file);
    const at = bytes.lastIndexOf('"requests":1');
    bytes[at] = 0;
    await writeFile(file, bytes);
    const back = await new ControlServer().start(port);
    parts.unshift(back);
    back.configure(shadowed);
    await back.until(() => back.events.some(({ type }) => type === 'gap'));
    expect(back.hellos.at(-1)?.spool).not.toBe(spool);
    expect(await readdir(path.join(stack.dataDir, 'spools'))).toContain(`${spool}.damaged`);
    await ask(stack, 3);
    await back.until(() => back.totals().requests === 3);
  }, 180_000);

  test('a full spool gives up what is worth least, and says so', async () => {
    const stack = await running({ spoolBytesMax: 4_000 });
    const { control } = stack;
    const { port } = control;
    await control.close();
    const paths = Array.from(
      { length: 100 },
      (_, index) => `/very/long/and/different/path/number${'x'.repeat(index % 50)}/p${index}`,
    );
    for (const path of paths) await (await fetch(`${stack.url}${path}`)).arrayBuffer();
    const back = await new ControlServer().start(port);
    parts.unshift(back);
    await back.until(() => back.events.some(({ type }) => type === 'gap') || discovered(back).length === 100);
    const gap = back.events.find(({ type }) => type === 'gap');
    expect(gap).toMatchObject({ reason: expect.stringContaining('the spool was full at 4000 bytes') });
  });

  test('a run that ends says that nothing is left', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    await ask(stack, 2);
    await stack.finish();
    await control.until(() => control.closes.length === 1);
    expect(control.closes).toEqual([closeCodes.ended]);
  });

  test('closing reports the last second and waits for its acks', async () => {
    const stack = await running();
    const { control } = stack;
    await control.apply(shadowed);
    await ask(stack, 7);
    await stack.finish();
    expect(control.totals()).toMatchObject({ requests: 7, matches: 7 });
  });
});

function discovered(control: ControlServer): Discovered[] {
  return control.events.filter((event) => event.type === 'discovered');
}

/** For what only a log shows: looks again each turn of the event loop. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
