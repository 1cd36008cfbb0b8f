import { parsePath } from '../path/parse-path.ts';
import type { PatternEngine, Rule, RuleAction, RulePlace } from '../rule.ts';
import { type BodyRule, BodyRules } from './body-rules.ts';
import type { PlacedRule } from './placed-rule.ts';

declare const compiled: unique symbol;

/** Rules of one route, ready for `compareResponses`; immutable, made only by `compileRules`. */
export interface CompiledRules {
  readonly [compiled]: true;
}

export interface RuleError {
  ruleId: string;
  /** Where in the path or pattern, in UTF-16 units; 0 where the rule as a whole is wrong. */
  position: number;
  message: string;
}

export type CompileRules = { ok: true; rules: CompiledRules } | { ok: false; errors: RuleError[] };

/** What `CompiledRules` are inside this package. */
export interface RuleSet {
  readonly body: BodyRules;
  /** By lower-cased name. */
  readonly headers: ReadonlyMap<string, readonly PlacedRule[]>;
  /** By name as written; `name; attribute` with the attribute in lower case. */
  readonly cookies: ReadonlyMap<string, readonly PlacedRule[]>;
  readonly status: readonly PlacedRule[];
}

const actionsOf: Readonly<Record<RulePlace['in'], readonly RuleAction['do'][]>> = {
  body: [
    'ignore',
    'tolerance',
    'sameInstant',
    'unordered',
    'nullEqualsAbsent',
    'caseInsensitive',
    'pattern',
    'coerceType',
    'equalText',
  ],
  header: ['ignore', 'tolerance', 'sameInstant', 'unordered', 'caseInsensitive', 'pattern', 'equalText'],
  cookie: ['ignore', 'tolerance', 'sameInstant', 'caseInsensitive', 'pattern'],
  status: ['ignore', 'sameClass'],
};

/** Compiles the rules that bind a route; those of other routes are left out. Errors name rule and position. */
export function compileRules(
  rules: readonly Rule[],
  options: { routeId: string; patternEngine?: PatternEngine },
): CompileRules {
  const errors: RuleError[] = [];
  const body: BodyRule[] = [];
  const headers = new Map<string, PlacedRule[]>();
  const cookies = new Map<string, PlacedRule[]>();
  const status: PlacedRule[] = [];
  for (const rule of rules) {
    if (rule.routeId !== null && rule.routeId !== options.routeId) continue;
    const placed = place(rule, options.patternEngine);
    if (!placed.ok) {
      errors.push({ ruleId: rule.id, position: placed.position, message: placed.message });
    } else if (rule.place.in === 'body') {
      const path = parsePath(rule.place.path);
      if (path.ok) body.push({ rule: placed.rule, segments: path.segments });
      else errors.push({ ruleId: rule.id, position: path.position, message: path.message });
    } else if (rule.place.in === 'header') add(headers, rule.place.name.toLowerCase(), placed.rule);
    else if (rule.place.in === 'cookie') add(cookies, cookiePath(rule.place.name), placed.rule);
    else status.push(placed.rule);
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, rules: seal({ body: new BodyRules(body), headers, cookies, status }) };
}

/** No rule at all: everything counts. */
export const noRules: CompiledRules = seal({
  body: new BodyRules([]),
  headers: new Map(),
  cookies: new Map(),
  status: [],
});

/** Whether rules can use this body path, for forms. */
export function checkRulePath(text: string): { ok: true } | { ok: false; position: number; message: string } {
  const path = parsePath(text);
  return path.ok ? { ok: true } : path;
}

/** Safe: only `compileRules` and `noRules` make `CompiledRules`, from a `RuleSet` by `seal`. */
export function ruleSetOf(rules: CompiledRules): RuleSet {
  return rules as unknown as RuleSet;
}

function seal(rules: RuleSet): CompiledRules {
  return rules as unknown as CompiledRules;
}

type Placed = { ok: true; rule: PlacedRule } | { ok: false; position: number; message: string };

function place(rule: Rule, engine: PatternEngine | undefined): Placed {
  const { id, action } = rule;
  if (!actionsOf[rule.place.in].includes(action.do)) {
    return { ok: false, position: 0, message: `${action.do} has no meaning in the place ${rule.place.in}` };
  }
  if (action.do === 'tolerance' && action.absolute === undefined && action.relative === undefined) {
    return { ok: false, position: 0, message: 'a tolerance is absolute, relative or both' };
  }
  if (action.do !== 'pattern') return { ok: true, rule: { id, action, matches: null } };
  if (engine === undefined) return { ok: false, position: 0, message: 'no pattern engine was handed in' };
  const pattern = engine.compile(action.pattern);
  if (!pattern.ok) return pattern;
  return { ok: true, rule: { id, action, matches: (text) => pattern.test(text) } };
}

function cookiePath(name: string): string {
  const [cookie = '', attribute] = name.split(';', 2);
  return attribute === undefined ? cookie.trim() : `${cookie.trim()}; ${attribute.trim().toLowerCase()}`;
}

function add(rules: Map<string, PlacedRule[]>, name: string, rule: PlacedRule): void {
  const known = rules.get(name);
  if (known === undefined) rules.set(name, [rule]);
  else known.push(rule);
}
