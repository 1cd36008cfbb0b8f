import type pg from 'pg';

/**
 * Fills an empty table while it has no index and no key, in one transaction, and makes them afterwards: a sort is far
 * quicker than as many insertions. The table is not logged: nothing of the bench has to outlive the server.
 */
export async function fillWithoutIndexes(
  client: pg.Client,
  table: string,
  fill: () => Promise<void>,
): Promise<void> {
  const constraints = await definitions(
    client,
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = $1::regclass and contype in ('p', 'f') order by contype desc`,
    table,
  );
  for (const { name } of constraints) await client.query(`alter table "${table}" drop constraint "${name}"`);
  const indexes = await definitions(
    client,
    'select indexname as name, indexdef as definition from pg_indexes where tablename = $1',
    table,
  );
  for (const { name } of indexes) await client.query(`drop index "${name}"`);
  await client.query(`alter table "${table}" set unlogged`);
  await client.query('begin');
  await client.query(`truncate "${table}"`);
  await fill();
  await client.query('commit');
  for (const { definition } of indexes) await client.query(definition);
  for (const { name, definition } of constraints) {
    const unchecked = definition.startsWith('FOREIGN KEY') ? ' not valid' : '';
    await client.query(`alter table "${table}" add constraint "${name}" ${definition}${unchecked}`);
  }
}

async function definitions(
  client: pg.Client,
  sql: string,
  table: string,
): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(sql, [table]);
  return rows;
}
