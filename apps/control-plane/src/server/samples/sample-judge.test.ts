import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { packDelta } from '../store/payload.ts';
import { bodyDelta } from '../testing/body-delta.ts';
import type { PreviewJob, StoredSample } from './sample-job.ts';
import { SampleJudge } from './sample-judge.ts';

const routeId = randomUUID();

async function sample(legacy: unknown, candidate: unknown): Promise<StoredSample> {
  const delta = bodyDelta({ routeId, revision: 1 }, legacy, candidate);
  return { id: delta.id, routeId, current: true, payload: await packDelta(delta) };
}

function jobOf(samples: StoredSample[]): PreviewJob {
  return {
    ask: 'preview',
    draft: { id: randomUUID(), routeId, place: { in: 'body', path: '$.id' }, action: { do: 'ignore' } },
    rules: [],
    samples,
    labels: { [routeId]: 'GET /made' },
  };
}

it('a job past its time is refused in words, and the next one is taken', async () => {
  const judge = new SampleJudge({ timeLimitMs: 1, startLimitMs: 0 });
  const samples = [await sample({ id: 1 }, { id: 2 })];
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(judge.preview(async () => jobOf(samples))).rejects.toMatchObject({
      reason: 'samplesTooMuch',
    });
  }
  await judge.close();
});

it('a job that cannot be made does not hold up the next one', async () => {
  const judge = new SampleJudge();
  const samples = [await sample({ id: 1 }, { id: 2 })];
  const broken = judge.preview(async () => {
    throw new Error('the database is away');
  });
  const next = judge.preview(async () => jobOf(samples));
  await expect(broken).rejects.toThrow('the database is away');
  expect(await next).toMatchObject({ samples: 1, wouldMatch: 1 });
  await judge.close();
});

it('when too many ask at once the last is refused, and each that was taken is answered', async () => {
  const judge = new SampleJudge();
  const samples = [await sample({ id: 1 }, { id: 2 })];
  const held = Promise.withResolvers<void>();
  const taken = Array.from({ length: 8 }, () =>
    judge.preview(async () => {
      await held.promise;
      return jobOf(samples);
    }),
  );
  await expect(judge.preview(async () => jobOf(samples))).rejects.toMatchObject({ reason: 'samplesBusy' });
  held.resolve();
  expect((await Promise.all(taken)).map(({ wouldMatch }) => wouldMatch)).toEqual(taken.map(() => 1));
  await judge.close();
});

it('a sample that can no longer be read is counted as not to be judged', async () => {
  const judge = new SampleJudge();
  const whole = await sample({ id: 1 }, { id: 2 });
  const damaged = { ...whole, payload: new Uint8Array([1, 2, 3]) };
  const answer = await judge.preview(async () => jobOf([whole, damaged]));
  expect(answer).toMatchObject({ samples: 2, wouldMatch: 1, unknown: 1 });
  await judge.close();
});

it('rules that proxies leave out are left out here too', async () => {
  const judge = new SampleJudge();
  const broken = {
    id: randomUUID(),
    routeId: null,
    place: { in: 'body' as const, path: '$' },
    action: { do: 'pattern' as const, pattern: '(' },
  };
  const job = { ...jobOf([await sample({ id: 1 }, { id: 2 })]), rules: [broken] };
  expect(await judge.preview(async () => job)).toMatchObject({ samples: 1, wouldMatch: 1 });
  await judge.close();
});
