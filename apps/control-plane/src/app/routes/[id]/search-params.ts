import { parseAsStringLiteral } from 'nuqs/server';
import { ranges } from '../../../contract.ts';

export const routeSearchParams = {
  range: parseAsStringLiteral(ranges).withDefault('1h'),
};
