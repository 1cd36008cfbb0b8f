import type { JudgedSide } from '../exchange/ledger.ts';
import { firstHeader } from '../http/header-list.ts';
import type { CompiledRoute } from '../routing/compiled-config.ts';

/** Builds told apart on a route within one second; the rest counts to the one last seen. */
const buildsPerSecondMax = 16;
const buildLengthMax = 128;

interface KnownRoute {
  last: string | null;
  second: number;
  seen: Set<string>;
}

/** Knows which build of the candidate answers on each route, told by a response header. */
export class BuildRegister {
  readonly #nowMs: () => number;
  #routes = new Map<string, KnownRoute>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The build that gave this answer. A candidate that failed, or named none, counts to the build last seen on the route. */
  of({ config }: CompiledRoute, candidate: JudgedSide | null): string | null {
    const { buildHeader, id } = config;
    if (buildHeader === null) return null;
    const known = this.#route(id);
    const named = candidate === null ? undefined : firstHeader(candidate.headers, buildHeader.toLowerCase());
    const build = named === undefined ? null : buildName(named);
    if (build === null) return known.last;
    this.#turn(known);
    if (!known.seen.has(build) && known.seen.size >= buildsPerSecondMax) return known.last;
    known.seen.add(build);
    known.last = build;
    return build;
  }

  /** Forgets the routes that are gone. */
  keep(routeIds: ReadonlySet<string>): void {
    for (const id of this.#routes.keys()) if (!routeIds.has(id)) this.#routes.delete(id);
  }

  #route(id: string): KnownRoute {
    let known = this.#routes.get(id);
    if (known === undefined) {
      known = { last: null, second: 0, seen: new Set() };
      this.#routes.set(id, known);
    }
    return known;
  }

  #turn(known: KnownRoute): void {
    const second = Math.floor(this.#nowMs() / 1_000);
    if (second === known.second) return;
    known.second = second;
    known.seen.clear();
  }
}

/** What is left of a header's value as a name: printable ASCII, cut to the wire's cap; null where nothing is. */
function buildName(value: string): string | null {
  const name = value
    .replace(/[^\x20-\x7e]+/g, '')
    .trim()
    .slice(0, buildLengthMax);
  return name === '' ? null : name;
}
