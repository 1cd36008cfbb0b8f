import { type GuardAlarm, RouteGuard } from '@delta-guard/gate';
import type { Logger } from 'pino';
import type { JudgedSide, RequestFacts } from '../exchange/ledger.ts';
import type { TrustedProxies } from '../http/trusted-proxies.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { ConfigHolder } from '../routing/config-holder.ts';
import { clientAddress } from './client-address.ts';

export interface GuardsParts {
  configs: ConfigHolder;
  trusted: TrustedProxies;
  log: Logger;
  /** Called at each exchange from the alarm on, until the route is back in shadow. */
  onAlarm(route: CompiledRoute, alarm: GuardAlarm): void;
}

/** An exchange as the guard sees it. */
export interface GuardedEnd {
  route: CompiledRoute;
  request: RequestFacts;
  /** Null where no legacy was asked. */
  legacy: JudgedSide | null;
  candidate: JudgedSide;
  build: string | null;
  verdict: 'match' | 'mismatch' | null;
}

/** A rolling deploy may have two builds at a time; the guard of one that is long gone makes room. */
const buildsMax = 4;

interface KnownRoute {
  key: string;
  byBuild: Map<string | null, RouteGuard>;
}

/** This instance's guard: a `RouteGuard` for each route version, rule set and build that answers clients. */
export class Guards {
  readonly #parts: GuardsParts;
  readonly #routes = new Map<string, KnownRoute>();

  constructor(parts: GuardsParts) {
    this.#parts = parts;
  }

  /** Takes one exchange: only one that was planned under the version of the route that is served now counts. */
  observe(end: GuardedEnd): void {
    const { route, candidate, request } = end;
    if (route.guardKey === null || route.heldBack !== null) return;
    const served = this.#parts.configs.current.byId(route.config.id);
    if (served === null || served.heldBack !== null || served.guardKey !== route.guardKey) return;
    const failed = hasFailed(end);
    const alarm = this.#guard(route, end.build)?.observe({
      verdict: end.verdict,
      exceeded: end.verdict === null || end.legacy === null ? null : exceeds(route, end.legacy, candidate),
      failed,
      client: failed === true ? clientAddress(request, this.#parts.trusted) : '',
    });
    if (!alarm) return;
    // At `complete` nothing is rolled back: a guard that went on saying the same would not see the candidate come back.
    if (route.stage === 'complete') this.#routes.delete(route.config.id);
    this.#parts.onAlarm(served, alarm);
  }

  /** Forgets the routes that are gone. */
  keep(routeIds: ReadonlySet<string>): void {
    for (const id of this.#routes.keys()) if (!routeIds.has(id)) this.#routes.delete(id);
  }

  #guard(route: CompiledRoute, build: string | null): RouteGuard | null {
    const key = route.guardKey ?? '';
    let known = this.#routes.get(route.config.id);
    if (known === undefined || known.key !== key) {
      known = { key, byBuild: new Map() };
      this.#routes.set(route.config.id, known);
    }
    const guard = known.byBuild.get(build) ?? this.#create(route);
    if (guard === null || known.byBuild.has(build)) return guard;
    if (known.byBuild.size >= buildsMax) known.byBuild.delete(known.byBuild.keys().next().value ?? null);
    known.byBuild.set(build, guard);
    return guard;
  }

  /** Nothing to roll back to at `complete`: there only the breaker looks, and only alarms. */
  #create({ config, stage }: CompiledRoute): RouteGuard | null {
    const { mismatch, latency, breaker } = config.guard;
    try {
      if (stage === 'complete') return new RouteGuard({ mismatch: null, latency: null, breaker });
      return new RouteGuard({ mismatch, latency, breaker });
    } catch (error) {
      this.#parts.log.error({ err: error, route: config.template }, 'the guard of a route cannot work');
      return null;
    }
  }
}

function exceeds({ config }: CompiledRoute, legacy: JudgedSide, candidate: JudgedSide): boolean {
  return candidate.failure !== null || candidate.timeMs - legacy.timeMs > config.overheadLimitMs;
}

/** Null where the legacy failed too, or the candidate was given up before it had failed or answered. */
function hasFailed({ legacy, candidate }: GuardedEnd): boolean | null {
  if (legacy !== null && legacy.failure !== null) return null;
  if (candidate.failure !== null) return candidate.failure.code === 'upstreamBusy' ? null : true;
  if (candidate.status === 0) return null;
  if (candidate.status < 500) return false;
  return legacy === null || (legacy.status > 0 && legacy.status < 500) ? true : null;
}
