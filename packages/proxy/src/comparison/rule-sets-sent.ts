import type { CompiledRoute } from '../routing/compiled-config.ts';
import { BoundedMap } from './bounded-map.ts';
import { type RuleSetMessage, ruleSetsMax } from './thread-messages.ts';

/** Which rules one worker has: compiled rules cannot cross threads, so each route's are sent once per revision. */
export class RuleSetsSent {
  readonly #keys = new BoundedMap<CompiledRoute, number>(ruleSetsMax);
  #sent = 0;

  messageFor(route: CompiledRoute): RuleSetMessage {
    const routeId = route.config.id;
    const known = this.#keys.get(route);
    if (known !== undefined) return { key: known, routeId, rules: null };
    this.#sent += 1;
    this.#keys.add(route, this.#sent);
    const rules = route.givenRules.filter((rule) => rule.routeId === null || rule.routeId === routeId);
    return { key: this.#sent, routeId, rules };
  }
}
