import { once } from 'node:events';
import http from 'node:http';
import type { Worker } from 'node:worker_threads';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Rule } from '@delta-guard/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { config, route } from '../testing/control-server.ts';
import { type Shadowing, type ShadowingOptions, startShadowing } from '../testing/shadowing.ts';
import { mainThreadBytesMax } from './cost.ts';

/** Threads that the proxy started, and what each told it. */
const threads: { worker: Worker; answers: unknown[] }[] = [];
const open: Shadowing[] = [];

const onWorker = (worker: Worker) => {
  const thread = { worker, answers: [] as unknown[] };
  threads.push(thread);
  worker.on('message', (answer) => thread.answers.push(answer));
};

beforeEach(() => {
  process.on('worker', onWorker);
});

afterEach(async () => {
  process.off('worker', onWorker);
  threads.length = 0;
  for (const one of open.splice(0)) await one.close();
});

async function shadowing(options: ShadowingOptions): Promise<Shadowing> {
  const started = await startShadowing(options);
  open.push(started);
  return started;
}

const rows = (name: string, count = 10_000) =>
  JSON.stringify(Array.from({ length: count }, (_, id) => ({ id, name: `${name} ${id}`, token: 'hush' })));
const page = (word: string) =>
  `<!doctype html><title>t</title>${`<p class="a" id="b">${word}</p>`.repeat(4_000)}`;
const asJson = (body: string) => ({ headers: { 'Content-Type': 'application/json' }, body });
const asHtml = (body: string) => ({ headers: { 'Content-Type': 'text/html' }, body });

/** `big` differs in 600 KB of JSON, `html` in 130 KB of markup; all else is small. */
const big: Pick<ShadowingOptions, 'legacy' | 'candidate'> = {
  legacy: (name) => answers('left', name),
  candidate: (name) => answers('right', name),
};

function answers(side: string, name: string) {
  if (name === 'big') return asJson(rows(side));
  if (name === 'html') return asHtml(page(side));
  return asJson(name === 'same' ? '{"same":true}' : JSON.stringify({ side }));
}

describe('long comparisons run on a thread of their own', () => {
  test('other clients are answered while it compares, and the verdict comes from the thread', async () => {
    const { ask, finish, control } = await shadowing(big);
    const order: string[] = [];
    process.once('worker', (worker) => worker.once('message', ({ type }) => order.push(type)));
    await ask('html');
    for (let at = 0; at < 5; at += 1) {
      await ask('same');
      order.push('answer');
    }
    await finish();
    expect(order).toEqual(['answer', 'answer', 'answer', 'answer', 'answer', 'compared']);
    expect(threads).toHaveLength(1);
    expect(control.totals()).toMatchObject({ matches: 5, mismatches: 1, notCompared: 0, requests: 6 });
  });

  test('a short comparison that turns out to be long is done there', async () => {
    const table = (more: number) =>
      JSON.stringify(
        Array.from({ length: 60 }, (_, row) => Array.from({ length: 60 }, (_, at) => [row * at + more])),
      );
    const { ask, finish, control } = await shadowing({
      legacy: () => asJson(table(0)),
      candidate: () => asJson(table(1)),
    });
    await ask('1');
    await finish();
    expect(table(0).length + table(1).length).toBeLessThan(mainThreadBytesMax);
    expect(threads).toHaveLength(1);
    expect(control.totals()).toMatchObject({ mismatches: 1, eligible: 1 });
  });

  test('short comparisons start none', async () => {
    const { ask, finish, control } = await shadowing(big);
    for (const name of ['same', 'small', 'other']) await ask(name);
    await finish();
    expect(threads).toHaveLength(0);
    expect(control.totals()).toMatchObject({ matches: 1, mismatches: 2 });
  });

  test('long bodies that are equal start none', async () => {
    const same = () => asJson(rows('same'));
    const { ask, finish, control } = await shadowing({ legacy: same, candidate: same });
    await ask('1');
    await finish();
    expect(threads).toHaveLength(0);
    expect(control.totals()).toMatchObject({ matches: 1 });
  });

  test('a sample of a long body is redacted there too, and nothing secret is in it', async () => {
    const { ask, finish, control } = await shadowing(big);
    await ask('big');
    await finish();
    const said = threads.flatMap((thread) => thread.answers);
    expect(said).toMatchObject([{ type: 'compared' }, { type: 'redacted' }]);
    expect(control.deltas[0]?.legacy.body?.bytesTotal).toBe(rows('left').length);
    expect(control.frames.join()).toContain('left 17');
    expect(control.frames.join()).not.toContain('hush');
  });
});

describe('rules on the other thread', () => {
  const body = (n: number, place: Rule['place'], action: Rule['action']): Rule => ({
    id: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
    routeId: null,
    place,
    action,
  });

  test('are those of the route at the revision of the exchange, patterns included', async () => {
    const rules = [
      body(1, { in: 'body', path: '$[*].name' }, { do: 'pattern', pattern: '^(left|right) [0-9]+$' }),
    ];
    const { ask, finish, control } = await shadowing({ ...big, rules });
    await ask('big');
    await ask('big');
    await control.apply(config(2, [route(1, '/items/:id', 'shadow')], []));
    await ask('big');
    await finish();
    expect(control.totals()).toMatchObject({ matches: 2, mismatches: 1, notCompared: 0 });
    const hits = control.tallies.flatMap((tally) => tally.ruleHits);
    expect(hits.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(threads).toHaveLength(1);
  });
});

describe('P4: no comparison is lost on its way to the thread and back', () => {
  test('a thread that dies takes the comparison under way with it; the others go to the next thread', async () => {
    const { ask, finish, control } = await shadowing(big);
    process.once('worker', (worker) => {
      worker.once('online', () => void worker.terminate());
    });
    await Promise.all(['big', 'html', 'big', 'html', 'same'].map(ask));
    await finish();
    expect(threads).toHaveLength(2);
    const totals = control.totals();
    expect(totals).toMatchObject({ matches: 1, mismatches: 3, reasons: { budget: 1 }, eligible: 5 });
  });

  test('a comparison that takes too long is ended', async () => {
    const { ask, finish, control } = await shadowing({ ...big, limits: { comparisonTimeoutMs: 1 } });
    await ask('html');
    await finish();
    expect(control.totals()).toMatchObject({ reasons: { budget: 1 }, eligible: 1 });
  });

  test('past the bytes that may wait the exchange is not compared', async () => {
    const limits = { comparisonQueueBytesMax: 100_000 };
    const { ask, finish, control } = await shadowing({ ...big, limits });
    await ask('big');
    await ask('same');
    await finish();
    expect(control.totals()).toMatchObject({ matches: 1, reasons: { shadowBusy: 1 }, eligible: 2 });
  });

  test('past the jobs that may wait the exchange is not compared', async () => {
    const { ask, finish, control } = await shadowing({ ...big, limits: { comparisonQueueJobsMax: 1 } });
    await Promise.all(Array.from({ length: 8 }, () => ask('html')));
    await finish();
    const { mismatches, reasons, eligible } = control.totals();
    expect(eligible).toBe(8);
    expect(reasons.shadowBusy).toBeGreaterThan(0);
    expect(mismatches).toBe(8 - (reasons.shadowBusy ?? 0));
  });

  test('a comparison that is under way when the proxy stops is finished if there is time', async () => {
    const { ask, finish, control } = await shadowing({ ...big });
    await ask('html');
    await finish();
    expect(control.totals()).toMatchObject({ mismatches: 1, eligible: 1 });
  });

  test('and counted as stopping if there is none; its thread ends with the proxy', async () => {
    const { ask, finish, control } = await shadowing({ ...big, limits: { drainMs: 1 } });
    const ended = new Promise<void>((resolve) => {
      process.once('worker', (worker) => void once(worker, 'exit').then(() => resolve()));
    });
    await Promise.all(['html', 'html', 'html'].map(ask));
    await finish();
    await ended;
    expect(control.totals()).toMatchObject({ reasons: { stopping: 3 }, eligible: 3 });
  });

  test('bodies that wait to be decoded when there is no time left are counted as stopping', async () => {
    const coded = (side: string) => ({
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'br' },
      body: brotliCompressSync(rows(side, 100_000), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    });
    const [left, right] = [coded('left'), coded('right')];
    const { url, finish, control } = await shadowing({
      legacy: () => left,
      candidate: () => right,
      limits: { drainMs: 1 },
    });
    // A client that unpacked them too would give the proxy time.
    const ask = () =>
      new Promise((resolve) => {
        http.get(`${url}/items/1`, { agent: false }, (answer) => answer.resume().on('end', resolve));
      });
    await Promise.all(Array.from({ length: 60 }, ask));
    await finish();
    const { reasons, eligible } = control.totals();
    expect(eligible).toBe(60);
    expect(reasons.stopping).toBeGreaterThan(0);
  });

  test('a mix of all kinds adds up', async () => {
    const { ask, finish, control } = await shadowing({ ...big });
    const names = Array.from({ length: 60 }, (_, at) => ['same', 'small', 'big', 'html'][at % 4] ?? '');
    await Promise.all(names.map(ask));
    await finish();
    expect(control.totals()).toMatchObject({ requests: 60, eligible: 60, matches: 15, mismatches: 45 });
  });
});
