import type pg from 'pg';
import { uuid } from './row-template.ts';
import { epochsPerRoute, type MadeRoute, signaturesPerRoute } from './scale.ts';

/** Makes the routes with their epochs and signatures, and what else a page needs that is not much. */
export async function makeGateway(client: pg.Client, routes: number): Promise<MadeRoute[]> {
  for (const statement of [...gatewaySql(routes), ...besidesSql()]) await client.query(statement);
  const { rows } = await client.query<{ id: string; epochs: [string, number][]; signatures: string[] }>(`
    select route.id,
      (select json_agg(json_build_array(id, extract(epoch from started_at)::bigint) order by ordinal)
        from epoch where route_id = route.id) as epochs,
      (select json_agg(id order by id) from signature where route_id = route.id) as signatures
    from route order by route.id`);
  return rows.map(({ id, epochs, signatures }) => ({
    id: uuid(id),
    epochs: epochs.map(([epochId, fromS]) => ({ id: uuid(epochId), fromS })),
    signatures: signatures.map(uuid),
  }));
}

function gatewaySql(count: number): string[] {
  return [
    "insert into gateway (slug, config_revision) values ('default', 1000) on conflict do nothing",
    `insert into route (gateway_id, method, template, stage, stage_since, version, version_revision, policy, created_at)
      select gateway.id, 'GET', '/bench/' || n || '/:id', 'shadow', now() - interval '700 days', 2, 2, 'proven',
        now() - interval '731 days'
      from gateway, generate_series(1, ${count}) n`,
    `insert into epoch (route_id, ordinal, from_revision, rules_revision, started_at, started_by, ended_at, requests, eligible,
        comparisons, mismatches, not_compared, latency_pairs, latency_exceedances, window_second)
      select route.id, n, n, n, now() - interval '730 days' + (n - 1) * interval '91.25 days', 'manual',
        case when n < ${epochsPerRoute} then now() - interval '730 days' + n * interval '91.25 days' end,
        9000000, 9000000, 8990000, 90000, '{"shadowBusy": 10000}', 8990000, 9000,
        9223372036854775807
      from route, generate_series(1, ${epochsPerRoute}) n`,
    `insert into signature (route_id, digest, place, path, kind, why, first_seen, last_seen)
      select route.id, sha256((route.id::text || n)::bytea), 'body', '"$.entries[*].field' || n || '"', 'value', null,
        now() - interval '400 days', now() - n * interval '1 minute'
      from route, generate_series(1, ${signaturesPerRoute}) n`,
    `insert into signature_count (epoch_id, signature_id, count, noise)
      select epoch.id, signature.id, 4500, 0 from signature join epoch on epoch.route_id = signature.route_id`,
    // Three instances that run now, and their runs of the last weeks.
    `insert into spool (gateway_id, spool, instance, started_at, first_connected_at, connected_at, last_seen, served_stages,
        applied_revision, acked_seq)
      select gateway.id, md5(n::text), 'bench-' || n % 3, at, at, case when n < 3 then at end,
        case when n < 3 then now() else at + interval '23 hours' end, '{off,shadow,live}', 1000, 100000
      from gateway, generate_series(0, 59) n
      cross join lateral (select now() - n / 3 * interval '1 day' - interval '1 minute' as at) run`,
  ];
}

function besidesSql(): string[] {
  return [
    `insert into audit (gateway_id, at, actor, verb, route_id, detail)
      select gateway_id, now() - n * interval '1 day', 'bench', 'route.promote', id, 'an entry of the history'
      from route, generate_series(1, 100) n`,
    `insert into discovered (gateway_id, method, template, digest, count, first_seen, last_seen)
      select id, 'GET', '/found/' || n, sha256(n::text::bytea), n, now(), now() from gateway, generate_series(1, 1000) n`,
    `insert into gap (gateway_id, spool_id, instance, at, reason, lost_events, closes_coverage)
      select gateway.id, spool.id, spool.instance, now() - n * interval '1 hour', 'a gap of the bench ' || n, 1, false
      from gateway, spool, generate_series(1, 100) n`,
    `insert into rule (gateway_id, route_id, place, action, enabled, author, reason, created_at, updated_at)
      select gateway_id, id, '{"in":"body","path":"$.entries[*].seen' || n || '"}', '{"do":"ignore"}', true, 'bench', 'moves by itself', now(), now()
      from route, generate_series(1, 3) n`,
    `insert into evidence (gateway_id, route_id, at, actor, kind, from_stage, to_stage, overridden, reason, bundle)
      select gateway_id, id, now() - n * interval '7 days', 'bench', 'promote', 'canary', 'canary', n % 10 = 0, 'a move of the bench',
        json_build_object('version', 1, 'move', json_build_object('fromShare', 0.01, 'toShare', 0.05),
          'decision', repeat('what a condition says. ', 200))
      from route, generate_series(1, 60) n`,
  ];
}
