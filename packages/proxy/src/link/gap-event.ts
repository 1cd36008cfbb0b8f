import type { Gap } from '@delta-guard/protocol';

const reasonLengthMax = 512;

/** `lostEvents` is null where nobody can count them. */
export function gapEvent(atMs: number, reason: string, lostEvents: number | null): Gap {
  return { type: 'gap', at: atMs, reason: reason.slice(0, reasonLengthMax), lostEvents };
}
