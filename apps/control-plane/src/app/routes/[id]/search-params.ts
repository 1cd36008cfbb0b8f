import { parseAsStringLiteral } from 'nuqs/server';
import { ranges, signatureStates } from '../../../contract.ts';

export const routeSearchParams = {
  /** Differences of one state only. */
  difference: parseAsStringLiteral(['all', ...signatureStates]).withDefault('all'),
  range: parseAsStringLiteral(ranges).withDefault('1h'),
};
