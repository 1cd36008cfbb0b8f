import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Comparer } from '../comparison/comparer.ts';
import { ByteBudget } from '../exchange/byte-budget.ts';
import { Capture } from '../exchange/capture.ts';
import type { Finding } from '../exchange/ledger.ts';
import { Side } from '../exchange/side.ts';
import { compiledRoute } from '../testing/compiled-route.ts';
import { route } from '../testing/control-server.ts';
import { Upstream } from '../upstream/upstream.ts';
import { Recorder } from './recorder.ts';

const log = pino({ level: 'silent' });
const ignore = { onInformation() {}, onHead() {}, onData() {}, onOver() {} };

function answered(text: string): Side {
  const limits = { connectionsMax: 1, pendingMax: 1, pendingTimeoutMs: 1_000 };
  const waits = { connectTimeoutMs: 1_000, bodyIdleTimeoutMs: 1_000, headerBytesMax: 16_384 };
  const side = new Side(new Upstream(new URL('http://127.0.0.1:1'), { ...limits, ...waits }), ignore);
  side.capture = new Capture(1_000_000, new ByteBudget(1_000_000));
  side.capture.add(Buffer.from(JSON.stringify(text.repeat(100_000))));
  side.onHead(200, 'OK', ['Content-Type', 'application/json']);
  side.onEnd([], performance.now());
  return side;
}

function finding(onRelease: () => void): Finding {
  return {
    route: compiledRoute(route(1, '/', 'shadow')),
    request: {
      method: 'GET',
      target: '/',
      headers: [],
      body: null,
      hop: { address: '', trusted: false },
      atMs: 0,
    },
    legacy: answered('a'),
    candidate: answered('b'),
    onVerdict: null,
    askAgain: null,
    release: onRelease,
  };
}

/** Tells of each sample when it has begun to redact it. */
class ToldComparer extends Comparer {
  onCapture: () => void = () => {};

  override capture(...given: Parameters<Comparer['capture']>): ReturnType<Comparer['capture']> {
    const captured = super.capture(...given);
    this.onCapture();
    return captured;
  }
}

test('a sample whose second is reported while it is being redacted comes with a later second', async () => {
  const bounds = { queueJobsMax: 10, queueBytesMax: 10_000_000, timeoutMs: 10_000 };
  const comparer = new ToldComparer({ ...bounds, decodedBytesMax: 1_000_000, log });
  const recorder = new Recorder({
    nowMs: () => 0,
    comparer,
    deltasPerHour: 20,
    bodiesAtMost: () => 'full',
    discoveredTemplatesMax: 10,
    observe: () => {},
    log,
  });
  const early: string[] = [];
  comparer.onCapture = () => early.push(...recorder.take(true).map(({ type }) => type));
  let releases = 0;
  recorder.compare(
    finding(() => {
      releases += 1;
    }),
  );
  await recorder.idle();
  expect(early).toEqual(['tally']);
  expect(recorder.take(true)).toMatchObject([{ type: 'delta', legacy: { body: { bytesTotal: 100_002 } } }]);
  expect(releases).toBe(1);
  await recorder.close();
});
