import { type CompiledRules, compileRules, noRules, type PatternEngine } from '@delta-guard/compare';
import { type Config, type Method, methods, type RouteConfig, type Rule } from '@delta-guard/protocol';
import createRouter from 'find-my-way';
import { type RouteChoice, routeChoice } from './route-choice.ts';
import { type ServedStage, servedStage } from './stage-plan.ts';

/** A route under one config revision; an exchange keeps the one it began with. */
export interface CompiledRoute {
  readonly config: RouteConfig;
  readonly revision: number;
  readonly stage: ServedStage;
  readonly choice: RouteChoice;
  readonly rules: CompiledRules;
  /** What `rules` were compiled from, for another thread to do the same. */
  readonly givenRules: readonly Rule[];
}

/** A config ready to serve: immutable, swapped by reference between two requests. */
export interface CompiledConfig {
  readonly revision: number;
  readonly routes: readonly CompiledRoute[];
  /** What could not be taken as it is written, for the log; nothing here makes the config unusable. */
  readonly warnings: readonly string[];
  find(method: string, path: string): CompiledRoute | null;
}

/** Longest path segment that a parameter takes; node:http's cap on the request head is below it. */
const parameterLengthMax = 64 * 1024;

/** Takes all of a config that can be taken; what cannot is a warning and is left to the legacy. */
export function compileConfig(config: Config, patternEngine: PatternEngine): CompiledConfig {
  const warnings: string[] = [];
  const router = createRouter({ maxParamLength: parameterLengthMax, querystringParser: () => null });
  const routes: CompiledRoute[] = [];
  for (const route of config.routes) {
    const compiled = compileRoute(route, config, { patternEngine, warnings });
    try {
      router.on(route.method, route.template, unused, compiled);
      routes.push(compiled);
    } catch (error) {
      // It must not hold back a rollback in the same config: it is left out, so that the legacy answers.
      warnings.push(`${route.method} ${route.template} is not served: ${messageOf(error)}`);
    }
  }
  const byPath = (method: Method, path: string) => routeOf(router.find(method, path)?.store);
  return {
    revision: config.revision,
    routes,
    warnings,
    find: (method, path) => (isMethod(method) ? byPath(method, path) : null),
  };
}

/** No route at all: everything goes to the legacy. */
export const emptyConfig: CompiledConfig = { revision: 0, routes: [], warnings: [], find: () => null };

interface Compiling {
  patternEngine: PatternEngine;
  warnings: string[];
}

function compileRoute(
  route: RouteConfig,
  config: Config,
  { patternEngine, warnings }: Compiling,
): CompiledRoute {
  const label = `${route.method} ${route.template}`;
  const stage = servedStage(route.method, route.stage);
  if (stage !== route.stage) warnings.push(`${label}: stage ${route.stage} is served as ${stage}`);
  // A rule that cannot be compiled must not hold back a rollback in the same config: it is left out, and said.
  let rules = config.rules;
  let result = compileRules(rules, { routeId: route.id, patternEngine });
  if (!result.ok) {
    const wrong = new Set(result.errors.map((error) => error.ruleId));
    for (const error of result.errors) warnings.push(`${label}: rule ${error.ruleId}: ${error.message}`);
    rules = rules.filter((rule) => !wrong.has(rule.id));
    result = compileRules(rules, { routeId: route.id, patternEngine });
  }
  const choice = routeChoice(route, config.targetSalt, Math.random);
  const common = { config: route, revision: config.revision, stage, choice };
  if (!result.ok) return { ...common, rules: noRules, givenRules: [] };
  return { ...common, rules: result.rules, givenRules: rules };
}

/** Safe: the only stores that `compileConfig` gives its router are `CompiledRoute`s. */
function routeOf(store: unknown): CompiledRoute | null {
  return store === undefined ? null : (store as CompiledRoute);
}

function isMethod(method: string): method is Method {
  return methods.some((known) => known === method);
}

function unused(): void {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
