import { createHash } from 'node:crypto';
import { type CompiledRules, compileRules, noRules, type PatternEngine } from '@delta-guard/compare';
import {
  type Config,
  type Method,
  methods,
  type RouteConfig,
  type Rule,
  type Stage,
} from '@delta-guard/protocol';
import createRouter from 'find-my-way';
import { type RouteChoice, routeChoice } from './route-choice.ts';
import { asConfigured, type StageRule, servedStage } from './stage-plan.ts';

/** A route under one config revision in one stage; an exchange keeps the one it began with. */
export interface CompiledRoute {
  readonly config: RouteConfig;
  readonly revision: number;
  readonly stage: Stage;
  /** Why the stage is not the one of the config. */
  readonly heldBack: 'rollback' | 'lease' | null;
  readonly choice: RouteChoice;
  /** What is seen under another key bears no witness to the guard; null where the guard has nothing to look for. */
  readonly guardKey: string | null;
  readonly rules: CompiledRules;
  /** What `rules` were compiled from, for another thread to do the same. */
  readonly givenRules: readonly Rule[];
}

/** A config ready to serve, swapped by reference between two requests. Nothing in it changes but the stage of a route. */
export interface CompiledConfig {
  readonly revision: number;
  /** As they are served now. */
  readonly routes: readonly CompiledRoute[];
  /** What could not be taken as it is written, for the log; nothing here makes the config unusable. */
  readonly warnings: readonly string[];
  /** Whether a route goes back to shadow when the lease is lost. */
  readonly hasLeases: boolean;
  find(method: string, path: string): CompiledRoute | null;
  byId(routeId: string): CompiledRoute | null;
  /** Asks the stage rule again: for all routes, in force from the next request on. */
  replan(): void;
}

/** Longest path segment that a parameter takes; node:http's cap on the request head is below it. */
const parameterLengthMax = 64 * 1024;

/** A route's place in the router. */
interface Place {
  readonly compiled: CompiledRoute;
  served: CompiledRoute;
}

/** Takes all of a config that can be taken; what cannot is a warning and is left to the legacy. */
export function compileConfig(
  config: Config,
  patternEngine: PatternEngine,
  stageRule: StageRule = asConfigured,
): CompiledConfig {
  const warnings: string[] = [];
  const router = createRouter({ maxParamLength: parameterLengthMax, querystringParser: () => null });
  const places = new Map<string, Place>();
  const rulesKey = rulesKeys(config.rules);
  for (const route of config.routes) {
    const compiled = compileRoute(route, config, { patternEngine, warnings, rulesKey });
    const place = { compiled, served: compiled };
    try {
      router.on(route.method, route.template, unused, place);
      places.set(route.id, place);
    } catch (error) {
      // It must not hold back a rollback in the same config: it is left out, so that the legacy answers.
      warnings.push(`${route.method} ${route.template} is not served: ${messageOf(error)}`);
    }
  }
  const replan = () => {
    for (const place of places.values()) place.served = asPlanned(place, stageRule);
  };
  replan();
  const byPath = (method: Method, path: string) => placeOf(router.find(method, path)?.store)?.served ?? null;
  return {
    revision: config.revision,
    get routes() {
      return [...places.values()].map(({ served }) => served);
    },
    warnings,
    hasLeases: config.routes.some(({ onLeaseLost }) => onLeaseLost === 'shadow'),
    find: (method, path) => (isMethod(method) ? byPath(method, path) : null),
    byId: (routeId) => places.get(routeId)?.served ?? null,
    replan,
  };
}

/** No route at all: everything goes to the legacy. */
export const emptyConfig: CompiledConfig = {
  revision: 0,
  routes: [],
  warnings: [],
  hasLeases: false,
  find: () => null,
  byId: () => null,
  replan: () => {},
};

/** The same object as long as the same is served: tallies are told apart by it. */
function asPlanned({ compiled, served }: Place, stageRule: StageRule): CompiledRoute {
  const { stage, heldBack } = stageRule(compiled.config);
  if (heldBack === served.heldBack) return served;
  return heldBack === null
    ? compiled
    : { ...compiled, stage: servedStage(compiled.config.method, stage), heldBack };
}

interface Compiling {
  patternEngine: PatternEngine;
  warnings: string[];
  rulesKey: (routeId: string) => string;
}

function compileRoute(
  route: RouteConfig,
  config: Config,
  { patternEngine, warnings, rulesKey }: Compiling,
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
  const common = {
    config: route,
    revision: config.revision,
    stage,
    heldBack: null,
    choice: routeChoice(route, config.targetSalt, Math.random),
    guardKey: guardKey(route, stage, rulesKey),
  };
  if (!result.ok) return { ...common, rules: noRules, givenRules: [] };
  return { ...common, rules: result.rules, givenRules: rules };
}

/** Only where the candidate answers clients is there something to guard. */
function guardKey(route: RouteConfig, stage: Stage, rulesKey: (routeId: string) => string): string | null {
  const { mismatch, latency, breaker } = route.guard;
  if (stage === 'off' || stage === 'shadow') return null;
  if (mismatch === null && latency === null && breaker === null) return null;
  return JSON.stringify([route.version, route.guard, route.overheadLimitMs, rulesKey(route.id)]);
}

/** The same for a route as long as the rules that bind it are the same. */
function rulesKeys(rules: readonly Rule[]): (routeId: string) => string {
  const byRoute = Map.groupBy(rules, ({ routeId }) => routeId);
  const digest = (routeId: string | null) =>
    createHash('sha256')
      .update(JSON.stringify(byRoute.get(routeId) ?? []))
      .digest('base64');
  const forAll = digest(null);
  return (routeId) => forAll + digest(routeId);
}

/** Safe: the only stores that `compileConfig` gives its router are `Place`s. */
function placeOf(store: unknown): Place | null {
  return store === undefined ? null : (store as Place);
}

function isMethod(method: string): method is Method {
  return methods.some((known) => known === method);
}

function unused(): void {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
