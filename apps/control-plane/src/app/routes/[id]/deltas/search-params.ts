import { parseAsString } from 'nuqs/server';

export const deltasSearchParams = {
  signature: parseAsString,
};
