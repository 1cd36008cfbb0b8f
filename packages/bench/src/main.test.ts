import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Row } from './bench.ts';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function bench(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), ...args],
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

test('without a name it lists what there is', async () => {
  expect(await bench()).toEqual({
    code: 0,
    stdout: 'compare\ngate\ningest\njournal\npages\nproxy\n',
    stderr: '',
  });
});

test.each(['nonsense', 'constructor'])(
  'an unknown name (%s) is an error that lists the known',
  async (name) => {
    const ended = await bench(name);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toBe(
      `There is no bench "${name}". There are: compare, gate, ingest, journal, pages, proxy.\n`,
    );
  },
);

test('an unknown case is an error that lists the known', async () => {
  const { code, stdout, stderr } = await bench('proxy', '--case', 'nonsense');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('There is no case "nonsense". There are: 1KB/shadow,');
});

test('with --json it prints one line, whose ratio says how many times better ours is', async () => {
  const { code, stdout } = await bench('gate', '--json', '--quick');
  expect(code).toBe(0);
  expect(stdout.trimEnd()).not.toContain('\n');
  const printed: { bench: string; rows: Row[] } = JSON.parse(stdout);
  expect(printed.bench).toBe('gate');
  expect(printed.rows.length).toBeGreaterThan(0);
  for (const { ours, theirs, ratio, case: name } of printed.rows) {
    expect(ratio).toBeCloseTo(name.startsWith('between') ? ours / theirs : theirs / ours, 6);
  }
});

test('one observation costs the guard less than its limit', async () => {
  const { stdout } = await bench('gate', '--json', '--quick');
  const printed: { rows: Row[] } = JSON.parse(stdout);
  const costs = printed.rows.filter((row) => row.case.startsWith('one observation'));
  expect(costs.map((row) => row.case)).toContain('one observation: guard of a route');
  for (const cost of costs) {
    expect(cost.theirs).toBe(200);
    expect(cost.ours).toBeLessThan(200);
  }
});
