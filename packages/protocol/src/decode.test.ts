import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeControlMessage, decodeProxyMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { limits } from './limits.ts';
import { sampleBatch, sampleConfig, sampleDelta, sampleHello, sampleTally } from './testing/samples.ts';

describe('a frame of a proxy', () => {
  test.each([
    ['hello', sampleHello],
    ['applied', { type: 'applied', revision: 7 } as const],
    ['batch', sampleBatch],
  ])('%s comes back as it was sent', (_, message) => {
    expect(decodeProxyMessage(encodeMessage(message))).toEqual({ ok: true, value: message });
  });

  test.each([
    ['text that is no JSON', 'hello', 'frame is not JSON'],
    ['another type', '{"type":"welcome"}', 'type:'],
    ['a field too many', encodeMessage({ ...sampleHello, extra: 1 } as never), 'extra'],
    ['a spool id that is not 128 bits', encodeMessage({ ...sampleHello, spool: 'abc' }), 'spool:'],
    ['a sequence of zero', encodeMessage({ ...sampleBatch, seq: 0 }), 'seq:'],
    ['an empty batch', encodeMessage({ ...sampleBatch, events: [] }), 'events:'],
    [
      'a negative count deep inside',
      encodeMessage({ ...sampleBatch, events: [{ ...sampleTally, matches: -1 }] }),
      'events.0.matches:',
    ],
    [
      'a reason that is not one',
      encodeMessage({ ...sampleBatch, events: [{ ...sampleTally, notCompared: { lazy: 1 } as never }] }),
      'notCompared',
    ],
    [
      'a delta without a difference',
      encodeMessage({ ...sampleBatch, events: [{ ...sampleDelta, differences: [] }] }),
      'events.0.differences:',
    ],
  ])('with %s is refused and the reason says where', (_, frame, where) => {
    const decoded = decodeProxyMessage(frame);
    expect(decoded).toMatchObject({ ok: false, reason: expect.stringContaining(where) });
  });

  test('beyond the cap is refused before it is read, counted in bytes', () => {
    const twoBytesEach = 'é'.repeat(limits.frameBytesMax / 2 + 1);
    expect(decodeProxyMessage(`"${twoBytesEach}"`)).toEqual({
      ok: false,
      reason: `frame exceeds ${limits.frameBytesMax} bytes`,
    });
  });

  test('nested a million deep is a reason, not an exception', () => {
    expect(decodeProxyMessage('['.repeat(1_000_000))).toMatchObject({ ok: false });
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"type":"batch","events":${json}}`),
        ),
        (frame) => {
          expect(typeof decodeProxyMessage(frame).ok).toBe('boolean');
          expect(typeof decodeControlMessage(frame).ok).toBe('boolean');
        },
      ),
    );
  });

  test('a number of another protocol version can still be read, so that it can be answered', () => {
    expect(decodeProxyMessage(encodeMessage({ ...sampleHello, protocol: 99 }))).toMatchObject({ ok: true });
  });
});

describe('a frame of the control plane', () => {
  test.each([
    ['welcome', { type: 'welcome', ackedSeq: 0 } as const],
    ['welcome with a hash', { type: 'welcome', ackedSeq: 9, ackedHash: '0a'.repeat(32) } as const],
    ['ack', { type: 'ack', seq: 12 } as const],
    ['config', { type: 'config', config: sampleConfig } as const],
  ])('%s comes back as it was sent', (_, message) => {
    expect(decodeControlMessage(encodeMessage(message))).toEqual({ ok: true, value: message });
  });

  test.each([
    ['a stage that is not one', { stage: 'half' }],
    ['a template without its slash', { template: 'accounts' }],
    ['a negative version', { version: -1 }],
    ['a limit of zero', { overheadLimitMs: 0 }],
  ])('that names %s is refused', (_, change) => {
    const routes = sampleConfig.routes.map((route) => ({ ...route, ...change }));
    const frame = JSON.stringify({ type: 'config', config: { ...sampleConfig, routes } });
    expect(decodeControlMessage(frame)).toMatchObject({ ok: false });
  });

  test('can never name an upstream', () => {
    const routes = sampleConfig.routes.map((route) => ({ ...route, candidate: 'http://evil.example' }));
    const frame = JSON.stringify({ type: 'config', config: { ...sampleConfig, routes } });
    expect(decodeControlMessage(frame)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('candidate'),
    });
  });
});
