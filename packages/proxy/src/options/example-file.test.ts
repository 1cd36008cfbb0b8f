import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptions } from '../options.ts';
import { gatherOptions } from './gather-options.ts';
import { settings } from './settings.ts';

const example = path.join(import.meta.dirname, '../../../../docs/proxy.example.yaml');
const upstreams = { legacy: 'http://127.0.0.1:9001', candidate: 'http://127.0.0.1:9002' };

describe('the example file', () => {
  test('is taken as it is, and says nothing but the defaults', async () => {
    const { options } = await gatherOptions({ flags: {}, environment: new Map(), configFile: example });
    expect(options).toEqual(parseOptions(upstreams));
  });

  test('names every option and every limit', async () => {
    const text = await readFile(example, 'utf8');
    const options = parseOptions(upstreams);
    const optional = ['control', 'controlUrl', 'tokenFile', 'tls', 'tracing'];
    for (const name of [...Object.keys(options), ...optional]) {
      expect(text).toMatch(new RegExp(`^(?:# )?${name}:`, 'm'));
    }
    for (const name of Object.keys(options.limits)) expect(text).toMatch(new RegExp(`^ {2}${name}:`, 'm'));
  });

  test('names every option that is a flag', async () => {
    const text = await readFile(example, 'utf8');
    for (const { path } of settings) expect(text).toMatch(new RegExp(`^[# ]*${path.at(-1)}:`, 'm'));
  });
});
