import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Sample } from './capture-sample.ts';
import { Comparer } from './comparer.ts';

const answer = (secret: string) => ({
  headers: ['Content-Type', 'text/html', 'X-Token', secret],
  body: Buffer.from(`<input name="csrf" value="${secret}">${'<p>x</p>'.repeat(10_000)}`),
});
const sample: Sample = {
  target: '/?token=left',
  request: { headers: [], body: null },
  legacy: answer('left'),
  candidate: answer('right'),
  areUtf8: true,
  bodies: 'full',
  differences: [
    {
      place: 'body',
      path: "$.input['@value']",
      kind: 'value',
      why: null,
      legacy: 'left',
      candidate: 'right',
    },
    { place: 'header', path: 'x-token', kind: 'header', why: null, legacy: 'left', candidate: 'right' },
  ],
};

test('P12: where there is no room to redact bodies, neither they nor what differs in them leaves', async () => {
  const bounds = { queueJobsMax: 0, queueBytesMax: 0, timeoutMs: 10_000, decodedBytesMax: 1_000_000 };
  const comparer = new Comparer({ ...bounds, log: pino({ level: 'silent' }) });
  const kept = await comparer.capture(sample);
  await comparer.close();
  expect(kept).toMatchObject({
    target: '/?token=[token #1]',
    legacy: { body: null },
    candidate: { body: null },
    differences: [
      { legacy: '[token #1]', candidate: '[token #2]' },
      { legacy: '[token #1]', candidate: '[token #2]' },
    ],
  });
  expect(JSON.stringify(kept)).not.toMatch(/left|right/);
});
