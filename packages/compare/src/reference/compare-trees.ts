import type { DifferenceKind, DifferenceWhy } from '../difference.ts';
import { Findings } from '../findings.ts';
import type { JsonNode } from '../json/read-json.ts';
import { clipPath, memberSegment } from '../path/write-path.ts';
import { allowingRules } from '../rules/allowed-difference.ts';
import type { RuleState } from '../rules/body-rules.ts';
import { showBytes } from '../show-value.ts';
import { sameNumber } from '../why/decimal.ts';
import type { Scalar } from '../why/scalar.ts';
import { whyDifferent } from '../why/why-different.ts';
import { alignElements } from './align-elements.ts';

type ArrayNode = JsonNode & { type: 'array' };
type ObjectNode = JsonNode & { type: 'object' };

/** Compares two JSON trees and writes what differs into `findings`. */
export class TreeComparison {
  readonly #legacy: Uint8Array;
  readonly #candidate: Uint8Array;
  #findings: Findings;

  constructor(legacy: Uint8Array, candidate: Uint8Array, findings: Findings) {
    this.#legacy = legacy;
    this.#candidate = candidate;
    this.#findings = findings;
  }

  compare(a: JsonNode, b: JsonNode, state: RuleState, path: string): void {
    if (state.ignoring.length > 0) {
      if (!this.#isEqual(a, b, state, true)) for (const rule of state.ignoring) this.#findings.hit(rule.id);
      return;
    }
    this.#compareInside(a, b, state, path);
  }

  #compareInside(a: JsonNode, b: JsonNode, state: RuleState, path: string): void {
    if (a.type === 'object' && b.type === 'object') this.#objects(a, b, state, path);
    else if (a.type === 'array' && b.type === 'array') this.#arrays(a, b, state, path);
    else this.#scalars(a, b, state, path);
  }

  #scalars(a: JsonNode, b: JsonNode, state: RuleState, path: string): void {
    const [left, right] = [scalarOf(a), scalarOf(b)];
    if (left === null || right === null) {
      this.#add('type', null, path, a, b);
      return;
    }
    if (left.type === right.type && sameScalar(left, right)) {
      const strict = state.selecting.some((rule) => rule.action.do === 'equalText');
      if (strict && !this.#sameText(a, b)) this.#add('format', null, path, a, b);
      return;
    }
    const allowing = allowingRules(state.selecting, left, right);
    for (const rule of allowing) this.#findings.hit(rule.id);
    if (allowing.length > 0) return;
    this.#add(left.type === right.type ? 'value' : 'type', whyDifferent(left, right), path, a, b);
  }

  #objects(a: ObjectNode, b: ObjectNode, state: RuleState, path: string): void {
    const left = membersByName(a);
    const right = membersByName(b);
    for (const [name, values] of left) {
      const next = state.member(name);
      const others = right.get(name);
      const memberPath = path + memberSegment(name);
      if (others === undefined) this.#absent('missing', values, next, memberPath);
      else this.#members(values, others, next, memberPath);
    }
    for (const [name, values] of right) {
      if (!left.has(name)) this.#absent('extra', values, state.member(name), path + memberSegment(name));
    }
  }

  /** The values that each side gives one name; the last ones count, the others only to be the same. */
  #members(left: JsonNode[], right: JsonNode[], state: RuleState, path: string): void {
    const [a, b] = [left.at(-1), right.at(-1)];
    if (a === undefined || b === undefined) return;
    this.compare(a, b, state, path);
    const same =
      left.length === right.length &&
      left.slice(0, -1).every((value, index) => {
        const other = right[index];
        return other !== undefined && this.#isEqual(value, other, state);
      });
    if (same) return;
    if (state.ignoring.length > 0) for (const rule of state.ignoring) this.#findings.hit(rule.id);
    else this.#add('duplicateKey', null, path, a, b);
  }

  #absent(kind: 'missing' | 'extra', values: JsonNode[], state: RuleState, path: string): void {
    const value = values.at(-1);
    if (value === undefined) return;
    const allowing =
      state.ignoring.length > 0 || value.type !== 'null'
        ? state.ignoring
        : state.selecting.filter((rule) => rule.action.do === 'nullEqualsAbsent');
    for (const rule of allowing) this.#findings.hit(rule.id);
    if (allowing.length > 0) return;
    this.#one(kind, whyAbsent(value), path, value);
  }

  #arrays(a: ArrayNode, b: ArrayNode, state: RuleState, path: string): void {
    const alignment = alignElements(a.elements, b.elements, state, (left, right, i) =>
      this.#isEqual(left, right, state.element(i, a.elements.length, b.elements.length)),
    );
    for (const { legacy, candidate } of alignment.steps) {
      const left = legacy === null ? undefined : a.elements[legacy];
      const right = candidate === null ? undefined : b.elements[candidate];
      const index = legacy ?? candidate ?? 0;
      const next = state.element(index, a.elements.length, b.elements.length);
      const elementPath = `${path}[${index}]`;
      if (left !== undefined && right !== undefined) this.compare(left, right, next, elementPath);
      else if (next.ignoring.length > 0) for (const rule of next.ignoring) this.#findings.hit(rule.id);
      else if (left !== undefined) this.#one('missing', null, elementPath, left);
      else if (right !== undefined) this.#one('extra', null, elementPath, right);
    }
    if (!alignment.moved) return;
    const unordered = state.selecting.filter((rule) => rule.action.do === 'unordered');
    for (const rule of unordered) this.#findings.hit(rule.id);
    if (unordered.length === 0) this.#add('order', null, path, a, b);
  }

  /** Whether nothing differs under the rules; what was suppressed for that counts as a hit of its rule. */
  #isEqual(a: JsonNode, b: JsonNode, state: RuleState, inside = false): boolean {
    const outer = this.#findings;
    this.#findings = new Findings(0);
    if (inside) this.#compareInside(a, b, state, '');
    else this.compare(a, b, state, '');
    const probe = this.#findings;
    this.#findings = outer;
    if (probe.total > 0) return false;
    for (const hit of probe.ruleHits()) outer.hit(hit);
    return true;
  }

  #sameText(a: JsonNode, b: JsonNode): boolean {
    if (a.end - a.start !== b.end - b.start) return false;
    const other = this.#candidate.subarray(b.start, b.end);
    return this.#legacy.subarray(a.start, a.end).every((byte, at) => byte === other[at]);
  }

  #add(kind: DifferenceKind, why: DifferenceWhy | null, path: string, a: JsonNode, b: JsonNode): void {
    const legacy = showBytes(this.#legacy, a.start, a.end);
    const candidate = showBytes(this.#candidate, b.start, b.end);
    this.#findings.add({ place: 'body', path: clipPath(path), kind, why, legacy, candidate });
  }

  #one(kind: 'missing' | 'extra', why: DifferenceWhy | null, path: string, node: JsonNode): void {
    const legacy = kind === 'missing' ? showBytes(this.#legacy, node.start, node.end) : null;
    const candidate = kind === 'extra' ? showBytes(this.#candidate, node.start, node.end) : null;
    this.#findings.add({ place: 'body', path: clipPath(path), kind, why, legacy, candidate });
  }
}

function membersByName(node: ObjectNode): Map<string, JsonNode[]> {
  const members = new Map<string, JsonNode[]>();
  for (const { name, value } of node.members) {
    const known = members.get(name);
    if (known === undefined) members.set(name, [value]);
    else known.push(value);
  }
  return members;
}

function scalarOf(node: JsonNode): Scalar | null {
  switch (node.type) {
    case 'string':
      return { type: 'string', text: node.value };
    case 'number':
      return { type: 'number', text: node.text };
    case 'boolean':
      return { type: 'boolean', text: String(node.value) };
    case 'null':
      return { type: 'null', text: 'null' };
    default:
      return null;
  }
}

function sameScalar(a: Scalar, b: Scalar): boolean {
  return a.type === 'number' ? sameNumber(a.text, b.text) : a.text === b.text;
}

function whyAbsent(value: JsonNode): DifferenceWhy | null {
  if (value.type === 'null') return 'nullVersusAbsent';
  const isEmpty =
    (value.type === 'string' && value.value === '') ||
    (value.type === 'array' && value.elements.length === 0) ||
    (value.type === 'object' && value.members.length === 0);
  return isEmpty ? 'emptyVersusAbsent' : null;
}
