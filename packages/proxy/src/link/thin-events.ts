import type { Tally } from '@delta-guard/protocol';
import { decodeEvent, type EncodedEvent, encodeEvent } from './encoded-event.ts';
import { mergeKey, mergeTallies } from './merge-tallies.ts';

/** Events of one second, waiting to be sent. */
export interface Waiting {
  atMs: number;
  events: EncodedEvent[];
}

export interface Thinned {
  waiting: Waiting[];
  /** Deltas and other events given up. Merged tallies lose nothing but their seconds, and are not counted. */
  dropped: number;
  bodiesDropped: number;
}

/**
 * Makes waiting events fit into `bytesMax`, giving up the least first: bodies of deltas, then deltas, then the seconds
 * of tallies (which are merged, their counts kept), then the oldest of what is left.
 */
export function thinEvents(waiting: readonly Waiting[], bytesMax: number): Thinned {
  const thinned: Thinned = { waiting: [...waiting], dropped: 0, bodiesDropped: 0 };
  for (const step of [dropBodies, dropDeltas, mergeAll, dropOldest]) {
    step(thinned, bytesMax);
    if (bytesOf(thinned.waiting) <= bytesMax) break;
  }
  return thinned;
}

export function bytesOf(waiting: readonly Waiting[]): number {
  let bytes = 0;
  for (const { events } of waiting) for (const event of events) bytes += event.bytes;
  return bytes;
}

function dropBodies(thinned: Thinned): void {
  thinned.waiting = thinned.waiting.map(({ atMs, events }) => ({
    atMs,
    events: events.map((event) => {
      const delta = decodeEvent(event, 'delta');
      if (delta === null) return event;
      const { legacy, candidate, request } = delta;
      const bare = 'failure' in candidate ? candidate : { ...candidate, body: null };
      thinned.bodiesDropped += 1;
      return encodeEvent({
        ...delta,
        request: { ...request, body: null },
        legacy: { ...legacy, body: null },
        candidate: bare,
      });
    }),
  }));
}

function dropDeltas(thinned: Thinned): void {
  thinned.waiting = thinned.waiting.map(({ atMs, events }) => {
    const kept = events.filter((event) => event.type !== 'delta');
    thinned.dropped += events.length - kept.length;
    return { atMs, events: kept };
  });
}

function mergeAll(thinned: Thinned): void {
  const merged = new Map<string, Tally>();
  const others: EncodedEvent[] = [];
  let atMs = 0;
  for (const waiting of thinned.waiting) {
    atMs ||= waiting.atMs;
    for (const event of waiting.events) {
      const tally = decodeEvent(event, 'tally');
      if (tally === null) {
        others.push(event);
        continue;
      }
      const known = merged.get(mergeKey(tally));
      merged.set(mergeKey(tally), known === undefined ? tally : mergeTallies(known, tally));
    }
  }
  // What is dropped next goes from the front: counts, which are worth most, come last.
  thinned.waiting = [{ atMs, events: [...others, ...[...merged.values()].map(encodeEvent)] }];
}

/** Oldest first; a gap is kept, because it says what else is missing. */
function dropOldest(thinned: Thinned, bytesMax: number): void {
  let bytes = bytesOf(thinned.waiting);
  thinned.waiting = thinned.waiting.map(({ atMs, events }) => ({
    atMs,
    events: events.filter((event) => {
      if (bytes <= bytesMax || event.type === 'gap') return true;
      bytes -= event.bytes;
      thinned.dropped += 1;
      return false;
    }),
  }));
}
