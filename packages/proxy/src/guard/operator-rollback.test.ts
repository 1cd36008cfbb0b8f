import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask, fromLegacy, guardingStacks, served } from '../testing/guarding-stack.ts';
import { readableLog } from '../testing/stack.ts';

const { says, guarding } = guardingStacks();

describe('a rollback by the operator of the host', () => {
  test('is in force at once, durable, reported, and the same when asked for again', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate });
    const [first] = await stack.proxy.rollBack('all', 'a bad night');
    expect(first).toMatchObject({ outcome: 'rolledBack', durable: true });
    expect(await ask(stack.url)).toBe(fromLegacy);
    const { id } = served('live', {});
    expect(await stack.proxy.rollBack(id, 'again')).toEqual([{ ...first, outcome: 'alreadyBack' }]);
    expect(await stack.proxy.rollBack('all', 'again')).toEqual([]);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(stack.control.rollbacks[0]).toMatchObject({
      trigger: 'operator',
      reason: 'a bad night',
      evidence: null,
    });
  });

  test('works at complete too, where the guard does not', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('complete', {}), legacy, candidate });
    expect(await ask(stack.url)).toBe('{"side":"candidate"}');
    await stack.proxy.rollBack('all', 'the candidate has to go');
    expect(await ask(stack.url)).toBe(fromLegacy);
  });

  test('of a route that is not ahead, or not known, changes nothing', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('shadow', {}), legacy, candidate });
    const { id } = served('shadow', {});
    expect(await stack.proxy.rollBack(id, 'x')).toEqual([{ outcome: 'notAhead', routeId: id }]);
    expect(await stack.proxy.rollBack('none', 'x')).toEqual([{ outcome: 'unknownRoute', routeId: 'none' }]);
  });

  test('in flight exchanges finish on the side they began on', async () => {
    const [legacy, candidate] = [await says('legacy'), await says('candidate', 100)];
    const stack = await guarding({ route: served('live', {}), legacy, candidate });
    const underWay = ask(stack.url);
    await candidate.untilSeen(1);
    await stack.proxy.rollBack('all', 'now');
    expect(await ask(stack.url)).toBe(fromLegacy);
    expect(await underWay).toBe('{"side":"candidate"}');
  });

  test('a disk that refuses it is said; it is in force and reported all the same', async () => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate, log });
    // A folder in the place of the file that is written first.
    const blocked = path.join(stack.dataDir, 'rollbacks.json.new');
    await mkdir(blocked);
    expect(await stack.proxy.rollBack('all', 'now')).toMatchObject([{ durable: false }]);
    expect(await ask(stack.url)).toBe(fromLegacy);
    await stack.control.until(() => stack.control.rollbacks.length === 1);
    expect(lines.some(({ msg }) => msg.startsWith('a rollback could not be saved'))).toBe(true);
  });

  test.each([
    ['cannot be understood', (file: string) => writeFile(file, '{"rollbacks":7}')],
    ['cannot be read', (file: string) => mkdir(file)],
  ])('a list that %s is said, and costs no traffic', async (_, spoil) => {
    const { log, lines } = readableLog();
    const [legacy, candidate] = [await says('legacy'), await says('candidate')];
    const stack = await guarding({ route: served('live', {}), legacy, candidate, log });
    await spoil(path.join(stack.dataDir, 'rollbacks.json'));
    const { port } = (await stack.restart()).address;
    expect(await ask(`http://127.0.0.1:${port}`)).toBe('{"side":"candidate"}');
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'the saved rollbacks of this instance cannot be used' }),
    );
  });
});
