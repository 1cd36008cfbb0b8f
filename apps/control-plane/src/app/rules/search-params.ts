import { parseAsString } from 'nuqs/server';

export const rulesSearchParams = {
  q: parseAsString.withDefault(''),
  route: parseAsString,
};
