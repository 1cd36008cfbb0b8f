import type { Segment, Selector } from '../path/parse-path.ts';
import type { PlacedRule } from './placed-rule.ts';

/** A rule of a body with its path, split into segments. */
export interface BodyRule {
  rule: PlacedRule;
  segments: readonly Segment[];
}

/** More states than this only hostile paths have; then known ones are forgotten and found again. */
const statesMax = 10_000;

/** What the rules mean for one node of a body: those that select it, and how to go on to its children. */
export interface RuleState {
  /** Tells states apart within one set of rules; 0 is the state in which no rule can match any more. */
  readonly id: number;
  /** Rules that select this very node. */
  readonly selecting: readonly PlacedRule[];
  /** Of these, those that ignore it with all below. */
  readonly ignoring: readonly PlacedRule[];
  /** Of these, those that take it as a set. */
  readonly unordered: readonly PlacedRule[];
  /** Whether a rule names children by index or slice, so that their positions have a meaning. */
  readonly positional: boolean;
  member(name: string): RuleState;
  /** For the element of that index; a rule selects it if it does so in an array of either length. */
  element(index: number, legacyLength: number, candidateLength: number): RuleState;
}

/** The rules of a body as an automaton, whose states are made as they are reached. */
export class BodyRules {
  readonly root: RuleState;
  readonly #rules: readonly BodyRule[];
  /** Index of a rule's first position; position + n stands before its segment n. */
  readonly #firsts: readonly number[];
  readonly #owners: readonly number[];
  readonly #known = new Map<string, State>();
  #nextId = 1;

  constructor(rules: readonly BodyRule[]) {
    this.#rules = rules;
    const firsts: number[] = [];
    const owners: number[] = [];
    rules.forEach((rule, index) => {
      firsts.push(owners.length);
      for (let position = 0; position <= rule.segments.length; position += 1) owners.push(index);
    });
    this.#firsts = firsts;
    this.#owners = owners;
    this.root = this.state(firsts);
  }

  state(positions: readonly number[]): State {
    const key = positions.join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= statesMax) this.#known.clear();
    const id = positions.length === 0 ? 0 : this.#nextId;
    this.#nextId += 1;
    const state = new State(this, id, positions);
    this.#known.set(key, state);
    return state;
  }

  rule(position: number): PlacedRule | null {
    const body = this.#rules[this.#owners[position] ?? -1];
    return body?.rule ?? null;
  }

  /** The segment that follows a position, null where the path ends there. */
  segment(position: number): Segment | null {
    const owner = this.#owners[position] ?? -1;
    return this.#rules[owner]?.segments[position - (this.#firsts[owner] ?? 0)] ?? null;
  }
}

class State implements RuleState {
  readonly id: number;
  readonly selecting: readonly PlacedRule[];
  readonly ignoring: readonly PlacedRule[];
  readonly unordered: readonly PlacedRule[];
  readonly positional: boolean;
  readonly #rules: BodyRules;
  readonly #positions: readonly number[];
  readonly #names: ReadonlySet<string>;
  readonly #byName = new Map<string, RuleState>();
  #otherMember: RuleState | null = null;
  #anyElement: RuleState | null = null;

  constructor(rules: BodyRules, id: number, positions: readonly number[]) {
    this.#rules = rules;
    this.id = id;
    this.#positions = positions;
    const names = new Set<string>();
    const selecting: PlacedRule[] = [];
    let positional = false;
    for (const position of positions) {
      const segment = rules.segment(position);
      const rule = segment === null ? rules.rule(position) : null;
      if (rule !== null) selecting.push(rule);
      for (const selector of segment?.selectors ?? []) {
        if (selector.type === 'name') names.add(selector.name);
        else if (selector.type !== 'wildcard') positional = true;
      }
    }
    this.selecting = selecting;
    this.ignoring = selecting.filter((rule) => rule.action.do === 'ignore');
    this.unordered = selecting.filter((rule) => rule.action.do === 'unordered');
    this.positional = positional;
    this.#names = names;
  }

  member(name: string): RuleState {
    if (!this.#names.has(name)) {
      this.#otherMember ??= this.#step((selector) => selector.type === 'wildcard');
      return this.#otherMember;
    }
    let next = this.#byName.get(name);
    if (next === undefined) {
      next = this.#step(
        (selector) => selector.type === 'wildcard' || (selector.type === 'name' && selector.name === name),
      );
      this.#byName.set(name, next);
    }
    return next;
  }

  element(index: number, legacyLength: number, candidateLength: number): RuleState {
    if (this.positional) {
      return this.#step(
        (selector) =>
          selectsElement(selector, index, legacyLength) || selectsElement(selector, index, candidateLength),
      );
    }
    this.#anyElement ??= this.#step((selector) => selector.type === 'wildcard');
    return this.#anyElement;
  }

  #step(selects: (selector: Selector) => boolean): RuleState {
    const next = new Set<number>();
    for (const position of this.#positions) {
      const segment = this.#rules.segment(position);
      if (segment === null) continue;
      if (segment.descendant) next.add(position);
      if (segment.selectors.some(selects)) next.add(position + 1);
    }
    return this.#rules.state([...next].sort((a, b) => a - b));
  }
}

/** Whether a selector selects the element of that index in an array of that length (RFC 9535, 2.3.3 and 2.3.4). */
function selectsElement(selector: Selector, index: number, length: number): boolean {
  switch (selector.type) {
    case 'name':
      return false;
    case 'wildcard':
      return true;
    case 'index':
      return selector.index === index || selector.index + length === index;
    case 'slice':
      return selectsBySlice(selector, index, length);
  }
}

function selectsBySlice(slice: Selector & { type: 'slice' }, index: number, length: number): boolean {
  const { step } = slice;
  if (step === 0) return false;
  const normal = (bound: number) => (bound >= 0 ? bound : length + bound);
  const clamp = (bound: number, lowest: number, highest: number) =>
    Math.min(Math.max(bound, lowest), highest);
  if (step > 0) {
    const lower = clamp(normal(slice.start ?? 0), 0, length);
    const upper = clamp(normal(slice.end ?? length), 0, length);
    return index >= lower && index < upper && (index - lower) % step === 0;
  }
  const upper = clamp(normal(slice.start ?? length - 1), -1, length - 1);
  // A missing end means past the first element, which no number can say: -1 would mean the last one.
  const lower = slice.end === null ? -1 : clamp(normal(slice.end), -1, length - 1);
  return index <= upper && index > lower && (upper - index) % -step === 0;
}
