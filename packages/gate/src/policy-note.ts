import { countInWords, durationInWords } from './figures-in-words.ts';
import type { Policy } from './policy.ts';

/** What some members of a policy mean, and what they cost on a route as it is now. */
export interface PolicyNote {
  members: readonly (keyof Policy)[];
  /** One or two sentences for an operator. */
  means: string;
  /** What it costs or brings, in a sentence; null where there is nothing to tell. */
  costs: string | null;
  /** Requests that it takes; null where it is no matter of requests. */
  requests: number | null;
  /** Hours that it takes; null where it is no matter of time, or no traffic comes. */
  hours: number | null;
}

const hourMs = 3_600_000;

/** The present traffic of a route, to tell requests as time. */
export class Pace {
  readonly perSecond: number;

  /** Compared exchanges a second; 0 where none come. */
  constructor(perSecond: number) {
    this.perSecond = Number.isFinite(perSecond) ? Math.max(0, perSecond) : 0;
  }

  hours(requests: number): number | null {
    return this.perSecond > 0 ? requests / this.perSecond / 3_600 : null;
  }

  /** `36,000 comparisons (1 h at 10 a second)`. */
  words(requests: number, what: string): string {
    const rounded = Math.ceil(requests);
    const hours = this.hours(rounded);
    const time =
      hours === null ? 'no traffic comes at present' : `${durationInWords(hours * hourMs)} ${this.#rate()}`;
    return `${countInWords(rounded)} ${what} (${time})`;
  }

  #rate(): string {
    if (this.perSecond >= 1) return `at ${figure(this.perSecond)} a second`;
    if (this.perSecond >= 1 / 60) return `at ${figure(this.perSecond * 60)} a minute`;
    return `at ${figure(this.perSecond * 3_600)} an hour`;
  }
}

function figure(value: number): string {
  return value >= 10 ? countInWords(value) : String(Number(value.toPrecision(2)));
}

/** A note on what costs a fixed time or nothing. */
export function note(
  members: readonly (keyof Policy)[],
  means: string,
  cost: Partial<Pick<PolicyNote, 'costs' | 'requests' | 'hours'>> = {},
): PolicyNote {
  return { members, means, costs: null, requests: null, hours: null, ...cost };
}

export function hoursOf(durationMs: number): number {
  return durationMs / hourMs;
}
