import { DDSketch } from '@datadog/sketches-js';

const relativeAccuracy = 0.01;

/** A mergeable sketch of durations in ms; made only when there is something to put in. */
export class LatencySketch {
  #sketch: DDSketch | null = null;

  add(valueMs: number): void {
    this.#sketch ??= new DDSketch({ relativeAccuracy });
    this.#sketch.accept(valueMs);
  }

  /** Protobuf as base64, null where nothing was added. */
  encode(): string | null {
    return this.#sketch === null ? null : Buffer.from(this.#sketch.toProto()).toString('base64');
  }
}

/** Merges two encoded sketches. */
export function mergeSketches(first: string | null, second: string | null): string | null {
  if (first === null) return second;
  if (second === null) return first;
  const merged = DDSketch.fromProto(Buffer.from(first, 'base64'));
  merged.merge(DDSketch.fromProto(Buffer.from(second, 'base64')));
  return Buffer.from(merged.toProto()).toString('base64');
}
