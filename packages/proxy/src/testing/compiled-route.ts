import type { RouteConfig } from '@delta-guard/protocol';
import { type CompiledRoute, compileConfig } from '../routing/compiled-config.ts';
import { patternEngine } from '../routing/pattern-engine.ts';
import { config } from './control-server.ts';

/** A route as it is served under a config that has no other and no rules. */
export function compiledRoute(route: RouteConfig): CompiledRoute {
  const [compiled] = compileConfig(config(1, [route]), patternEngine).routes;
  if (compiled === undefined) throw new Error(`${route.template} does not compile`);
  return compiled;
}
