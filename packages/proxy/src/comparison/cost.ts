import { adapterNeeded } from '@delta-guard/compare';
import { foreignCharset } from './charset.ts';
import type { Pair } from './judge.ts';

/**
 * Bytes of both bodies that take about 1 ms to compare where they differ in every value, the slowest case there is
 * (20 ns a byte). Longer pairs are compared on another thread.
 */
export const mainThreadBytesMax = 48 * 1024;
/** Bytes of a sample that take about 1 ms to redact (60 ns a byte). */
export const mainThreadRedactedBytesMax = 16 * 1024;

/** Whether two unequal answers are too dear for the thread that serves clients: long, markup, or not in UTF-8. */
export function needsThread({ legacy, candidate }: Pair): boolean {
  if (legacy.body.length + candidate.body.length > mainThreadBytesMax) return true;
  if (adapterNeeded(legacy, candidate) !== null) return true;
  return foreignCharset(legacy.headers) !== null || foreignCharset(candidate.headers) !== null;
}
