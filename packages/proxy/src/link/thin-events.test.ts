import type { Event } from '@delta-guard/protocol';
import { expect, test } from 'vitest';
import { delta, tally } from '../testing/spool-events.ts';
import { encodeEvent } from './encoded-event.ts';
import { bytesOf, thinEvents } from './thin-events.ts';

const waitingOf = (...events: Event[]) =>
  events.map((event, at) => ({ atMs: at, events: [encodeEvent(event)] }));

/** Four hours of tallies, one every twenty seconds, and three samples with bodies. */
const given = waitingOf(
  ...Array.from({ length: 720 }, (_, at) => tally(at * 20)),
  ...Array.from({ length: 3 }, () => delta('x'.repeat(2_000))),
);

function thinnedTo(bytesMax: number) {
  const { waiting, givenUp } = thinEvents(given, bytesMax);
  const events = waiting.flatMap((each) => each.events.map(({ json }) => JSON.parse(json)));
  const tallies = events.filter(({ type }) => type === 'tally');
  return {
    bytes: bytesOf(waiting),
    tallies: tallies.length,
    requests: tallies.reduce((sum, { requests }) => sum + requests, 0),
    deltas: events.length - tallies.length,
    givenUp,
  };
}

test('what waits gives up bodies, then seconds, then minutes, then samples, and no count before all of these', () => {
  const steps = [
    { tallies: 720, deltas: 3, givenUp: { events: 0, bodies: 0 } },
    { tallies: 720, deltas: 3, givenUp: { events: 0, bodies: 3 } },
    { tallies: 240, deltas: 3, givenUp: { events: 0, bodies: 3 } },
    { tallies: 4, deltas: 3, givenUp: { events: 0, bodies: 3 } },
    { tallies: 4, deltas: 0, givenUp: { events: 3, bodies: 0 } },
  ];
  let bytesMax = bytesOf(given);
  for (const step of steps) {
    const thinned = thinnedTo(bytesMax);
    expect(thinned).toMatchObject({ ...step, requests: 2_160 });
    bytesMax = thinned.bytes - 1;
  }
  const last = thinnedTo(bytesMax);
  expect(last).toMatchObject({ tallies: 3, givenUp: { events: 4 } });
});
