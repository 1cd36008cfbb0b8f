import { deflateRawSync } from 'node:zlib';
import type { Database } from '@delta-guard/db';
import { LatencySketch } from '@delta-guard/protocol';
import { sampleDelta } from './sample-delta.ts';

export interface Scale {
  /** Of routes, tallies and deltas alike; 1 is two years of 200 routes and 5 million deltas. */
  scale: number;
}

const routes = 200;
const deltas = 5_000_000;
const signaturesPerRoute = 20;
const epochsPerRoute = 8;
const dayS = 86_400;

/**
 * Fills an empty database on its server with `insert ... select`, which no client can outrun: two years of hours, 30 days
 * of minutes, two hours of seconds, and 30 days of samples. Foreign keys are not looked at while it does.
 */
export async function generate(db: Database, { scale }: Scale, say: (line: string) => void): Promise<void> {
  const routesMade = Math.max(4, Math.round(routes * Math.sqrt(scale)));
  const deltasMade = Math.round(deltas * scale);
  const sketches = Buffer.from(JSON.stringify(sampleSketches())).toString('hex');
  const payload = deflateRawSync(JSON.stringify(sampleDelta)).toString('hex');
  const steps: [string, string[]][] = [
    ['routes, epochs, signatures', gatewaySql(routesMade)],
    ['hours of two years', [rollUpSql({ lengthS: 3_600, fromDay: 730 * scale ** 0.5, toDay: 30, sketches })]],
    ['minutes of 30 days', [rollUpSql({ lengthS: 60, fromDay: 30 * scale ** 0.5, toDay: 1 / 12, sketches })]],
    ['seconds of two hours', [secondsSql(sketches)]],
    [
      'samples of 30 days',
      ["select delta_days((now() - interval '29 days')::date, 34)", deltasSql(deltasMade, payload)],
    ],
    ['links of the samples', linksSql()],
    ['what a page needs beside them', besidesSql()],
    ['statistics', ['analyze']],
  ];
  for (const [name, statements] of steps) {
    const startedMs = performance.now();
    for (const statement of statements) {
      await db.$transaction(
        async (tx) => {
          await tx.$executeRawUnsafe("set local session_replication_role = 'replica'");
          await tx.$executeRawUnsafe('set local synchronous_commit = off');
          await tx.$executeRawUnsafe(statement);
        },
        { timeout: 3_600_000 },
      );
    }
    say(`${name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`);
  }
}

function gatewaySql(count: number): string[] {
  return [
    "insert into gateway (slug, config_revision) values ('default', 1000) on conflict do nothing",
    `insert into route (gateway_id, method, template, stage, stage_since, version, version_revision, policy, created_at)
      select gateway.id, 'GET', '/bench/' || n || '/:id', 'shadow', now() - interval '700 days', 2, 2, 'proven',
        now() - interval '731 days'
      from gateway, generate_series(1, ${count}) n`,
    `insert into epoch (route_id, ordinal, from_revision, rules_revision, started_at, started_by, ended_at, requests, eligible,
        comparisons, mismatches, not_compared, latency_pairs, latency_exceedances)
      select route.id, n, n, n, now() - interval '730 days' + (n - 1) * interval '91.25 days', 'manual',
        case when n < ${epochsPerRoute} then now() - interval '730 days' + n * interval '91.25 days' end,
        9000000, 9000000, 8990000, 90000, '{"shadowBusy": 10000}', 8990000, 9000
      from route, generate_series(1, ${epochsPerRoute}) n`,
    `insert into signature (route_id, digest, place, path, kind, why, first_seen, last_seen)
      select route.id, sha256((route.id::text || n)::bytea), 'body', '"$.entries[*].field' || n || '"', 'value', null,
        now() - interval '400 days', now() - n * interval '1 minute'
      from route, generate_series(1, ${signaturesPerRoute}) n`,
    `insert into signature_count (epoch_id, signature_id, count, noise)
      select epoch.id, signature.id, 4500, 0 from signature join epoch on epoch.route_id = signature.route_id`,
    `insert into spool (gateway_id, spool, instance, started_at, first_connected_at, connected_at, last_seen, served_stages,
        applied_revision, acked_seq)
      select gateway.id, md5(n::text), 'bench-' || n, now(), now(), case when n <= 3 then now() end, now(),
        '{off,shadow,live}', 1000, 100000
      from gateway, generate_series(1, 60) n`,
  ];
}

/** Sums of minutes or hours, one of each route, in the epoch of their time. */
function rollUpSql(at: { lengthS: number; fromDay: number; toDay: number; sketches: string }): string {
  const { lengthS, sketches } = at;
  const [from, to] = [Math.round(at.fromDay * dayS), Math.round(at.toDay * dayS)];
  return `
    insert into tally_roll_up (epoch_id, second, length_s, route_id, tallies, requests, matches, mismatches, not_compared,
      latency_pairs, latency_exceedances, other_signatures, fallbacks, sketches)
    select epoch.id, second, ${lengthS}, epoch.route_id, ${lengthS}, ${lengthS} * 3, ${lengthS} * 3 - 1, 1, '{"shadowBusy": 1}',
      ${lengthS} * 3, 0, 0, 0, decode('${sketches}', 'hex')
    from (
      select id, route_id, extract(epoch from started_at)::bigint as from_s,
        coalesce(extract(epoch from ended_at)::bigint, 1099511627776) as to_s, extract(epoch from now())::bigint as now
      from epoch
    ) epoch
    cross join lateral generate_series((greatest(now - ${from}, from_s) + ${lengthS - 1}) / ${lengthS} * ${lengthS},
      least(now - ${to}, to_s - 1), ${lengthS}) second`;
}

function secondsSql(sketches: string): string {
  return `
    insert into tally (spool_id, seq, position, route_id, epoch_id, second, revision, stage, build, requests, matches,
      mismatches, not_compared, latency_pairs, latency_exceedances, other_signatures, fallbacks, sketches)
    select (select min(id) from spool), second, row_number() over (partition by second order by epoch.id), epoch.route_id,
      epoch.id, second, 1000, 'shadow', null, 3, 3, 0, '{}', 3, 0, 0, 0, decode('${sketches}', 'hex')
    from (select extract(epoch from now())::bigint as now) clock
    cross join lateral generate_series(now - 7200, now + 600) second
    join epoch on epoch.ended_at is null`;
}

/** One in five of the first route, which is hot. */
function deltasSql(count: number, payload: string): string {
  return `
    insert into delta (id, route_id, epoch_id, spool_id, at, stage, target, legacy_status, candidate_status, candidate_failure,
      differences_total, payload)
    select gen_random_uuid(), chosen.route_id, chosen.id, (select min(id) from spool),
      date_trunc('milliseconds', now() - n * interval '29.9 days' / ${count}), 'shadow', '"/bench/' || n || '?expand=entries"', 200, 200,
      null, 1, decode('${payload}', 'hex')
    from generate_series(1, ${count}) n
    join (select id, route_id, row_number() over (order by route_id) - 1 as place, count(*) over () as total
      from epoch where ended_at is null) chosen
      on chosen.place = case when n % 5 = 0 then 0 else (hashint8(n)::bigint & 1073741823) % chosen.total end`;
}

/** One signature of each sample, a second one of every other. */
function linksSql(): string[] {
  return [0, 1].map(
    (which) => `
    insert into delta_signature (delta_id, signature_id, at)
    select delta.id, signature.id, delta.at from delta
    join (select id, route_id, row_number() over (partition by route_id order by id) - 1 as place from signature) signature
      on signature.route_id = delta.route_id
      and signature.place = (hashint8(('x' || left(md5(delta.id::text), 8))::bit(32)::bigint)::bigint & 1073741823) % ${signaturesPerRoute / 2} + ${which * (signaturesPerRoute / 2)}
    ${which === 0 ? '' : "where left(delta.id::text, 1) < '8'"}`,
  );
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
  ];
}

function sampleSketches() {
  const sketch = new LatencySketch();
  for (let at = 0; at < 12; at += 1) sketch.add(0.5 + at / 4);
  const encoded = sketch.encode();
  return { overheadMs: encoded, addedMs: encoded, legacyMs: encoded, candidateMs: encoded };
}
