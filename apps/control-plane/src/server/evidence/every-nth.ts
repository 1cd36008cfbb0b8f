import { Prisma } from '@delta-guard/db';

/**
 * Multiples of `n` from `from` to before `until`, as a query. To name the seconds of a choice leads an index to just these
 * rows; a remainder would be asked of each row.
 */
export function everyNth(n: number, { from, until }: { from: number; until: number }): Prisma.Sql {
  const first = Math.ceil(from / n) * n;
  return Prisma.sql`select generate_series(${first}::bigint, ${until - 1}::bigint, ${n}::bigint)`;
}
