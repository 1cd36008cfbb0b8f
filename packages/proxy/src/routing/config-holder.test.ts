import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { readableLog } from '../testing/stack.ts';
import { ConfigFile } from './config-file.ts';
import { ConfigHolder } from './config-holder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'delta-guard-config-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

function holder(dataDir = folder) {
  const { log, lines } = readableLog();
  return { configs: new ConfigHolder(new ConfigFile(dataDir), log), lines };
}

describe('the config in force', () => {
  test('is durable when it is reported, and found by the next start', async () => {
    const { configs } = holder();
    expect(await configs.apply(config(4, [route(1, '/x', 'live')]))).toEqual({ ok: true, revision: 4 });
    const file = path.join(folder, 'config.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ revision: 4 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const next = holder();
    await next.configs.load();
    expect(next.configs.current.find('GET', '/x')?.stage).toBe('live');
  });

  test('an older revision is refused, the same one again is not', async () => {
    const { configs } = holder();
    await configs.apply(config(4, [route(1, '/x', 'live')]));
    expect(await configs.apply(config(3, []))).toEqual({
      ok: false,
      reason: expect.stringContaining('older than 4'),
    });
    const before = configs.current;
    expect(await configs.apply(config(4, [route(1, '/x', 'live')]))).toEqual({ ok: true, revision: 4 });
    expect(configs.current).toBe(before);
  });

  test('a route that cannot be served is said and holds back no rollback beside it', async () => {
    const { configs, lines } = holder();
    await configs.apply(config(1, [route(1, '/x', 'live')]));
    const rolledBack = config(2, [
      route(2, '/y/:a', 'shadow'),
      route(3, '/y/:b', 'shadow'),
      route(1, '/x', 'shadow'),
    ]);
    expect(await configs.apply(rolledBack)).toEqual({ ok: true, revision: 2 });
    expect([configs.current.revision, configs.current.find('GET', '/x')?.stage]).toEqual([2, 'shadow']);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining('/y/:b is not served') }),
    );
  });

  test('an exchange keeps the config it began with', async () => {
    const { configs } = holder();
    await configs.apply(config(1, [route(1, '/x', 'shadow')]));
    const kept = configs.current.find('GET', '/x');
    await configs.apply(config(2, [route(1, '/x', 'live', { version: 2 })]));
    expect([kept?.stage, kept?.revision]).toEqual(['shadow', 1]);
    expect(configs.current.find('GET', '/x')?.revision).toBe(2);
  });

  test.each(['{"revision":', '{"revision":1,"routes":"all"}', ''])(
    'a corrupt file is set aside and said: %j',
    async (text) => {
      await writeFile(path.join(folder, 'config.json'), text);
      const { configs, lines } = holder();
      await configs.load();
      expect(configs.current.revision).toBe(0);
      expect((await readdir(folder)).some((name) => name.startsWith('config.json.corrupt-'))).toBe(true);
      expect(lines).toContainEqual(
        expect.objectContaining({ msg: 'the saved config cannot be used', level: 50 }),
      );
      expect(await configs.apply(config(1, []))).toEqual({ ok: true, revision: 1 });
    },
  );

  test('a disk that refuses is said, and the config obeyed all the same', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const { configs, lines } = holder(path.join(folder, 'file'));
    expect(await configs.apply(config(2, [route(1, '/x', 'shadow')]))).toEqual({ ok: true, revision: 2 });
    expect(configs.current.revision).toBe(2);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'the config could not be saved' }));
  });

  test('several at once: the last one is the one on disk', async () => {
    const { configs } = holder();
    await Promise.all([1, 2, 3, 4, 5].map((revision) => configs.apply(config(revision, []))));
    expect(JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'))).toMatchObject({
      revision: 5,
    });
  });
});
