import { parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { routeSorts } from '../client/route-order.ts';
import { verdicts } from '../client/route-verdict.ts';

export const routesSearchParams = {
  q: parseAsString.withDefault(''),
  verdict: parseAsStringLiteral(verdicts),
  sort: parseAsStringLiteral(routeSorts).withDefault('attention'),
  reverse: parseAsBoolean.withDefault(false),
};
