import type { AppliedBy } from '../contract.ts';
import { clockTime } from './time-words.ts';

export interface AppliedWords {
  done: boolean;
  /** "In force on 2 of 3 instances". */
  headline: string;
  /** "x not reached since 03:12", one for each instance that is behind. */
  behind: string[];
}

/** Never "done" before every instance obeys: a route that one instance still serves the old way is not rolled back. */
export function appliedWords({ applied, total, behind }: AppliedBy, nowMs: number): AppliedWords {
  const done = total > 0 && applied === total && behind.length === 0;
  const noun = total === 1 ? 'instance' : 'instances';
  return {
    done,
    headline:
      total === 0
        ? 'No instance is connected'
        : `In force on ${done && total > 1 ? `all ${total}` : `${applied} of ${total}`} ${noun}`,
    behind: behind.map((each) => behindWords(each, nowMs)),
  };
}

/** Why one instance does not obey. */
export function behindWords(
  { instance, lastSeenMs, connected, heldBack }: AppliedBy['behind'][number],
  nowMs: number,
): string {
  if (heldBack) return `${instance} keeps it in shadow after a rollback of its own`;
  return connected
    ? `${instance} is connected and has not applied it yet`
    : `${instance} not reached since ${clockTime(lastSeenMs, nowMs)}`;
}
