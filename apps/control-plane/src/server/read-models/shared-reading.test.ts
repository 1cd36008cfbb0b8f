import { expect, it } from 'vitest';
import type { ServerContext } from '../context.ts';
import { sharedReading } from './shared-reading.ts';

/** Readings that end when they are told to. */
function controlled() {
  const readings: { end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const shared = sharedReading(() => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    readings.push({ end: resolve, fail: reject });
    return promise;
  });
  return { readings, ask: (context: ServerContext) => shared(context) };
}

/** Nothing of it is looked at. */
function someContext(): ServerContext {
  return Object.create(null);
}

it('answers all who ask while one runs by one that began after they had asked', async () => {
  const { readings, ask } = controlled();
  const context = someContext();
  const first = ask(context);
  const others = Promise.all([ask(context), ask(context), ask(context)]);
  expect(readings).toHaveLength(1);
  readings[0]?.end('old');
  expect(await first).toBe('old');
  expect(readings).toHaveLength(2);
  const late = ask(context);
  readings[1]?.end('new');
  expect(await others).toEqual(['new', 'new', 'new']);
  expect(readings).toHaveLength(3);
  readings[2]?.end('newest');
  expect(await late).toBe('newest');
});

it('begins anew after one that failed', async () => {
  const { readings, ask } = controlled();
  const context = someContext();
  const first = ask(context);
  const second = ask(context);
  readings[0]?.fail(new Error('the database is away'));
  await expect(first).rejects.toThrow('away');
  readings[1]?.end('there');
  expect(await second).toBe('there');
  const third = ask(context);
  readings[2]?.end('again');
  expect(await third).toBe('again');
});

it('is not shared by contexts', async () => {
  const { readings, ask } = controlled();
  const answers = Promise.all([ask(someContext()), ask(someContext())]);
  readings[0]?.end('one');
  readings[1]?.end('other');
  expect(await answers).toEqual(['one', 'other']);
});
