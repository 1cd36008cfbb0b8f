import type { GateInput } from '../gate-input.ts';
import type { EpochMoment } from '../simulation/false-promotion.ts';
import { good } from './good-route.ts';

/** The good route, but with its answers as at `moment`. */
export function provenInput(moment: EpochMoment): GateInput {
  const { comparisons, mismatches } = moment;
  return { ...good, counts: { ...good.counts, comparisons, mismatches, eligible: comparisons } };
}
