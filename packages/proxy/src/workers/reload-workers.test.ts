import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { ownPort } from '../testing/own-port.ts';
import { httpServer } from '../testing/upstream-server.ts';
import {
  ask,
  askAllTheTime,
  type Parent,
  pidsOf,
  probe,
  readiness,
  workerParents,
} from '../testing/worker-parents.ts';
import { errorCode } from '../upstream/call-failure.ts';

const { startParent, folder, holdSlow } = workerParents();
const keep = closeAfterEach();

describe('new settings for several workers', { timeout: 180_000 }, () => {
  test('on SIGHUP replaces them one by one without refusing a connection or breaking an answer', async () => {
    const parent = await startParent(2);
    const before = await pidsOf(parent);
    const arrived = holdSlow();
    const slow = ask(parent.port, '/slow');
    const release = await arrived;
    const clients = askAllTheTime(parent.port);
    parent.child.kill('SIGHUP');
    const probes = new Set<string>();
    const probing = probe(parent, probes);
    // Two begin: the one that holds the slow answer stops only when it is given.
    await parent.untilLine('serving', 3);
    release();
    expect(await slow).toBe(200);
    await parent.untilLine('serving', 4);
    await parent.untilLine('stopped', 2);
    await probing.stop();
    expect([...probes]).toEqual(['200 ok 2 of 2']);
    const { good, bad } = await clients.stop();
    expect(bad).toEqual([]);
    expect(good).toBeGreaterThan(0);
    const after = await pidsOf(parent);
    expect(after).toHaveLength(2);
    for (const pid of before) expect(after).not.toContain(pid);
  });

  test('on SIGHUP with mistakes in the file replaces nothing, and says each in one JSON line', async () => {
    const file = path.join(folder(), 'proxy.yaml');
    await writeFile(file, 'gateway: default\n');
    const parent = await startParent(2, ['--config', file]);
    const before = await pidsOf(parent);
    await writeFile(file, 'prot: 1\nlimits:\n  drainMs: soon\n');
    parent.child.kill('SIGHUP');
    await parent.untilLine('the settings cannot be used');
    expect(parent.lines.filter(({ msg }) => msg.includes('cannot be used'))).toEqual([
      expect.objectContaining({
        level: 50,
        mistakes: expect.arrayContaining([`${file}:1: prot: is not known; did you mean port?`]),
      }),
    ]);
    expect(await pidsOf(parent)).toEqual(before);
    expect(parent.stderr()).toBe('');
  });

  test('tells in a JSON line that a new worker does not come up, and the old ones go on', async () => {
    const parent = await startParent(2);
    const before = await pidsOf(parent);
    parent.child.kill('SIGHUP');
    const begun = await untilChild(parent, before);
    process.kill(begun, 'SIGKILL');
    await parent.untilLine('a new worker did not come up');
    const said = parent.lines.find(({ msg }) => msg.includes('did not come up'));
    expect(said).toMatchObject({ level: 50, slot: 1, reason: 'worker 1 ended before it served' });
    expect(said).not.toHaveProperty('err');
    expect(await readiness(parent)).toMatchObject({ status: 'ok' });
    expect(await pidsOf(parent)).toEqual(before);
    expect(parent.stderr()).toBe('');
  });

  test('on SIGHUP moves to another address without breaking an answer; one that is taken changes nothing', async () => {
    const file = path.join(folder(), 'proxy.yaml');
    await writeFile(file, 'port: 0\n');
    const parent = await startParent(2, ['--config', file], []);
    const before = await pidsOf(parent);
    await writeFile(file, `port: ${keep(await httpServer(() => {})).port}\n`);
    parent.child.kill('SIGHUP');
    await parent.untilLine('the settings cannot be used');
    expect(parent.lines.find(({ msg }) => msg.includes('cannot be used'))).toMatchObject({
      reason: expect.stringContaining('EADDRINUSE'),
    });
    expect(await pidsOf(parent)).toEqual(before);
    const free = await ownPort();
    const arrived = holdSlow();
    const slow = ask(parent.port, '/slow');
    const release = await arrived;
    await writeFile(file, `port: ${free}\n`);
    parent.child.kill('SIGHUP');
    await parent.untilLine('serving', 3);
    expect(await ask(free, '/x')).toBe(200);
    release();
    expect(await slow).toBe(200);
    await parent.untilLine('stopped', 2);
    await expect
      .poll(() => ask(parent.port, '/x').catch(errorCode), { timeout: 60_000 })
      .toBe('ECONNREFUSED');
  });

  test('on SIGHUP its admin page and its own log follow the settings that the workers have now', async () => {
    const file = path.join(folder(), 'proxy.yaml');
    await writeFile(file, 'gateway: one\n');
    const parent = await startParent(2, ['--config', file]);
    await writeFile(file, 'gateway: two\nlogLevel: warn\nworkers: 3\nlimits: { drainMs: 1234 }\n');
    parent.child.kill('SIGHUP');
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${parent.adminPort}/config`)).json(), {
        timeout: 120_000,
      })
      .toMatchObject({ gateway: 'two', logLevel: 'warn', workers: 2, limits: { drainMs: 1_234 } });
    for (const { adminPort } of (await readiness(parent)).workers) {
      const ofWorker = await (await fetch(`http://127.0.0.1:${adminPort}/config`)).json();
      expect(ofWorker).toMatchObject({ gateway: 'two', limits: { drainMs: 1_234 } });
    }
  });

  test('replaces a worker that dies by the settings in force, whatever the file has become meanwhile', async () => {
    const file = path.join(folder(), 'proxy.yaml');
    await writeFile(file, 'gateway: one\n');
    const parent = await startParent(2, ['--config', file]);
    await writeFile(file, 'half: a thou');
    const [killed = 0] = await pidsOf(parent);
    process.kill(killed, 'SIGKILL');
    await parent.untilLine('the worker is replaced');
    expect(await readiness(parent)).toMatchObject({ status: 'ok' });
  });
});

/** Resolves to a process that the parent has begun, besides those that are known. */
async function untilChild({ child: { pid = 0 } }: Parent, known: readonly number[]): Promise<number> {
  for (;;) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const found = children
      .trim()
      .split(' ')
      .map(Number)
      .find((each) => !known.includes(each));
    if (found !== undefined) return found;
  }
}
