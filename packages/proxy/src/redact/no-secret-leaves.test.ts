import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bodiesKept } from '@delta-guard/protocol';
import { afterEach, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import {
  askPlanted,
  plantedNames,
  plantedQuery,
  plantedSecrets,
  plantedStrays,
  plantedUpstreams,
  readings,
} from '../testing/planted-traffic.ts';
import { readableLog, startStack } from '../testing/stack.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

test.each(bodiesKept)(
  'P12: no secret is in any event, log line or file of a running proxy that keeps bodies: %s',
  async (bodies) => {
    const { log, lines } = readableLog();
    const { legacy, candidate } = await plantedUpstreams();
    closing.push(legacy.close, candidate.close);
    const stack = await startStack({
      legacy: legacy.url,
      candidate: candidate.url,
      log,
      options: { bodies },
    });
    closing.push(() => stack.close());
    await stack.control.apply(config(1, [route(1, '/items/:id', 'shadow')]));
    for (const name of plantedNames) await askPlanted(stack.port, `/items/${name}${plantedQuery}`);
    for (const target of plantedStrays) await askPlanted(stack.port, target);
    await stack.finish();

    const { control } = stack;
    expect(control.invalid).toEqual([]);
    expect(control.totals()).toMatchObject({ mismatches: plantedNames.length, notCompared: 0 });
    expect(control.deltas).toHaveLength(plantedNames.length);
    expect(control.deltas.every((delta) => delta.bodies === bodies)).toBe(true);
    expect(control.events.some(({ type }) => type === 'discovered')).toBe(true);
    const files = await readdir(stack.dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(path.join(file.parentPath, file.name), 'latin1')),
    );
    const all = [...control.frames, ...contents, JSON.stringify(lines)].flatMap(readings);
    for (const { core } of plantedSecrets) {
      expect(all.filter((text) => text.includes(core))).toEqual([]);
    }
    if (bodies !== 'none') expect(control.frames.join()).toContain('[password #');
    expect(control.frames.join()).toContain('user=me');
  },
);
