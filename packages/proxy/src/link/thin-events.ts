import type { Tally } from '@delta-guard/protocol';
import { onlyLength } from '../redact/reduce-bodies.ts';
import { decodeEvent, type EncodedEvent, encodeEvent } from './encoded-event.ts';
import { mergeKey, mergeTallies } from './merge-tallies.ts';

/** Events of one second, waiting to be sent. */
export interface Waiting {
  atMs: number;
  events: EncodedEvent[];
}

/** How much is given up, each step with those before it: the least worth first. */
export const thinSteps = ['bodies', 'minutes', 'hours', 'deltas'] as const;
export type ThinStep = (typeof thinSteps)[number];

export interface GivenUp {
  /** Deltas and other events. Merged tallies lose nothing but their seconds, and are not counted. */
  events: number;
  /** Deltas that lost their bodies. */
  bodies: number;
}

/** Takes events one after the other and gives them back with less in them. */
export class Thinner {
  readonly givenUp: GivenUp = { events: 0, bodies: 0 };
  readonly #spanS: number;
  readonly #dropsDeltas: boolean;
  readonly #tallies = new Map<string, Tally>();
  #span = Number.NaN;

  constructor(step: ThinStep) {
    this.#spanS = step === 'bodies' ? 1 : step === 'minutes' ? 60 : 3_600;
    this.#dropsDeltas = step === 'deltas';
  }

  /** What can be passed on so far. Tallies are held until a later minute or hour begins. */
  *take(event: EncodedEvent): Generator<EncodedEvent> {
    const tally = this.#spanS > 1 ? decodeEvent(event, 'tally') : null;
    if (tally === null) {
      const kept = this.#thinDelta(event);
      if (kept !== null) yield kept;
      return;
    }
    const span = Math.floor(tally.second / this.#spanS);
    if (span !== this.#span || this.#tallies.size >= talliesHeldMax) yield* this.end();
    this.#span = span;
    const known = this.#tallies.get(mergeKey(tally));
    this.#tallies.set(mergeKey(tally), known === undefined ? tally : mergeTallies(known, tally));
  }

  /** What is still held. */
  *end(): Generator<EncodedEvent> {
    for (const tally of this.#tallies.values()) yield encodeEvent(tally);
    this.#tallies.clear();
  }

  #thinDelta(event: EncodedEvent): EncodedEvent | null {
    if (event.type !== 'delta') return event;
    if (this.#dropsDeltas) {
      this.givenUp.events += 1;
      return null;
    }
    const bare = withoutBodies(event);
    if (bare !== event) this.givenUp.bodies += 1;
    return bare;
  }
}

const talliesHeldMax = 4_000;

/** Makes waiting events fit into `bytesMax`, step by step; where all steps are not enough, the oldest go. */
export function thinEvents(
  waiting: readonly Waiting[],
  bytesMax: number,
): { waiting: Waiting[]; givenUp: GivenUp } {
  let thinned = { waiting: [...waiting], givenUp: { events: 0, bodies: 0 } };
  for (const step of thinSteps) {
    if (bytesOf(thinned.waiting) <= bytesMax) return thinned;
    thinned = thinAll(waiting, step);
  }
  dropOldest(thinned, bytesMax);
  return thinned;
}

export function bytesOf(waiting: readonly Waiting[]): number {
  let bytes = 0;
  for (const { events } of waiting) for (const event of events) bytes += event.bytes;
  return bytes;
}

function thinAll(waiting: readonly Waiting[], step: ThinStep) {
  const thinner = new Thinner(step);
  const thinned: Waiting[] = [];
  for (const { atMs, events } of waiting) {
    thinned.push({ atMs, events: events.flatMap((event) => [...thinner.take(event)]) });
  }
  const atMs = waiting.at(-1)?.atMs ?? 0;
  thinned.push({ atMs, events: [...thinner.end()] });
  return { waiting: thinned, givenUp: { ...thinner.givenUp } };
}

/** A gap is kept, because it says what else is missing. */
function dropOldest(thinned: { waiting: Waiting[]; givenUp: GivenUp }, bytesMax: number): void {
  let bytes = bytesOf(thinned.waiting);
  thinned.waiting = thinned.waiting.map(({ atMs, events }) => ({
    atMs,
    events: events.filter((event) => {
      if (bytes <= bytesMax || event.type === 'gap') return true;
      bytes -= event.bytes;
      thinned.givenUp.events += 1;
      return false;
    }),
  }));
}

/** The same event where it holds no body. */
function withoutBodies(event: EncodedEvent): EncodedEvent {
  const delta = decodeEvent(event, 'delta');
  // Of others there is nothing but how long they were.
  if (delta?.bodies !== 'full') return event;
  const { request, legacy, candidate } = delta;
  const candidateBody = 'failure' in candidate ? null : candidate.body;
  if (request.body === null && legacy.body === null && candidateBody === null) return event;
  return encodeEvent({
    ...delta,
    bodies: 'differing',
    request: { ...request, body: onlyLength(request.body) },
    legacy: { ...legacy, body: onlyLength(legacy.body) },
    candidate: 'failure' in candidate ? candidate : { ...candidate, body: onlyLength(candidate.body) },
  });
}
