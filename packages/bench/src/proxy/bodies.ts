import { bodiesOf } from '../compare/documents.ts';

export type Side = 'legacy' | 'candidate';

/** Name of the field near the end of each body in which the sides differ, and which a rule ignores. */
export const ignoredField = 'servedBy';

/** What a side answers: JSON of exactly so many bytes, equal on both sides but for the ignored field. */
export function bodyOf(side: Side, bytes: number): string {
  const page: object = JSON.parse(bodiesOf(bytes - 100, 'equal').legacy.toString());
  const body = (padding: string) =>
    JSON.stringify({ ...page, padding, [ignoredField]: side.padEnd(9, '-'), version: 3 });
  return body('.'.repeat(Math.max(0, bytes - body('').length)));
}
