import type { Rule, RuleAction } from '../rule.ts';

/** A pair of texts, mostly JSON and mostly alike, with rules: all that the engine has to be right about. */
export interface GeneratedPair {
  legacy: Uint8Array;
  candidate: Uint8Array;
  rules: Rule[];
}

type Doc = string | RawNumber | boolean | null | Doc[] | DocObject;
interface RawNumber {
  number: string;
}
interface DocObject {
  members: [string, Doc][];
}

const names = [
  'id',
  'key',
  'name',
  'a',
  'b',
  'c',
  'items',
  'at',
  'é',
  'x y',
  '\u0000',
  '__proto__',
  '\ud800',
  '',
];
const numbers = ['0', '-0', '1', '1.0', '1e0', '10', '1e1', '2', '3', '-1', '0.1', '0.10', '0.11', '1E400'];
const big = ['9007199254740993', '9007199254740992', '100000000000000000000000000001', '1e-999', '12.345'];
const strings = [
  '',
  'a',
  'A',
  'b',
  'é',
  'e\u0301',
  '1',
  '10',
  ' a',
  'true',
  '\u0000',
  '\ud83d\ude00',
  '\ud800',
];
const times = ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-01-01T00:00:00+01:00', '"\\/'];
const paths = [
  '$',
  '$..id',
  '$.a',
  '$.items',
  '$.items[*]',
  '$[*].a',
  '$..a',
  '$..*',
  '$.b.c',
  '$..items',
  '$[0]',
];
const morePaths = [
  '$[-1]',
  '$.items[1:]',
  '$.*.b',
  '$..b[*]',
  "$['x y']",
  '$..[0]',
  '$.a.a',
  '$..name',
  '$.items[*].at',
];

export function generatePair(seed: number): GeneratedPair {
  return new Generator(seed).pair();
}

class Generator {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) | 0;
  }

  pair(): GeneratedPair {
    const depth = 1 + this.#below(4);
    // A text that is only a number or a string tells little.
    const isPlain = this.#chance(0.05);
    const legacy = isPlain ? this.#document(0) : this.#chance(0.5) ? this.#object(depth) : this.#array(depth);
    let candidate = this.#chance(0.05) ? this.#document(3) : legacy;
    for (let count = this.#below(4); count > 0; count -= 1) candidate = this.#change(candidate);
    const texts = [this.#bytes(legacy), this.#bytes(candidate)].map((text) => this.#spoil(text));
    const rules: Rule[] = [];
    if (this.#chance(0.5))
      for (let count = this.#below(4); count >= 0; count -= 1) rules.push(this.#rule(count));
    const none = new Uint8Array();
    return { legacy: texts[0] ?? none, candidate: texts[1] ?? none, rules };
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #chance(probability: number): boolean {
    return this.#next() < probability;
  }

  #pick<Item>(items: readonly Item[], fallback: Item): Item {
    return items[this.#below(items.length)] ?? fallback;
  }

  #document(depth: number): Doc {
    const form = this.#below(depth > 0 ? 9 : 5);
    if (form < 2) return { number: this.#number() };
    if (form < 4) return this.#string();
    if (form === 4) return this.#pick([true, false, null], null);
    if (form < 7) return this.#object(depth);
    return this.#array(depth);
  }

  #number(): string {
    if (this.#chance(0.1)) return this.#pick(big, '1');
    return this.#chance(0.5) ? String(this.#below(12)) : this.#pick(numbers, '1');
  }

  #string(): string {
    return this.#chance(0.1) ? this.#pick(times, '') : this.#pick(strings, '');
  }

  #object(depth: number): Doc {
    const members: [string, Doc][] = [];
    const count = this.#chance(0.03) ? 30 : this.#below(5);
    for (let at = 0; at < count; at += 1) {
      const name = count === 30 ? `m${at}` : this.#pick(names, 'a');
      if (this.#chance(0.05) || !members.some(([known]) => known === name)) {
        members.push([name, this.#document(count === 30 ? 0 : depth - 1)]);
      }
    }
    return { members };
  }

  #array(depth: number): Doc {
    const length = this.#below(7);
    const alike = this.#chance(0.5) ? this.#document(depth - 1) : null;
    const hasIds = this.#chance(0.3);
    return Array.from({ length }, (_, at): Doc => {
      if (!hasIds) return alike === null || this.#chance(0.4) ? this.#document(depth - 1) : alike;
      const rest = this.#object(depth - 1);
      const members = isObject(rest) ? rest.members.filter(([name]) => name !== 'id') : [];
      return { members: [['id', { number: String(at) }], ...members] };
    });
  }

  /** The same document with one thing changed, somewhere. */
  #change(doc: Doc): Doc {
    if (Array.isArray(doc) && doc.length > 0 && this.#chance(0.75)) {
      const at = this.#below(doc.length);
      return doc.map((element, index) => (index === at ? this.#change(element) : element));
    }
    if (isObject(doc) && doc.members.length > 0 && this.#chance(0.75)) {
      const at = this.#below(doc.members.length);
      return {
        members: doc.members.map(([name, value], index) => [
          name,
          index === at ? this.#change(value) : value,
        ]),
      };
    }
    if (Array.isArray(doc)) return this.#changeArray(doc);
    if (isObject(doc)) return this.#changeObject(doc);
    return this.#document(1);
  }

  #changeArray(elements: Doc[]): Doc {
    const at = this.#below(elements.length + 1);
    switch (this.#below(5)) {
      case 0:
        return [...elements.slice(0, at), this.#document(1), ...elements.slice(at)];
      case 1:
        return elements.filter((_, index) => index !== at);
      case 2:
        return this.#shuffle(elements);
      case 3:
        return [...elements.slice(at), ...elements.slice(0, at)];
      default:
        return this.#document(2);
    }
  }

  #changeObject({ members }: DocObject): Doc {
    const at = this.#below(members.length + 1);
    const added: [string, Doc] = [this.#pick(names, 'a'), this.#document(1)];
    switch (this.#below(5)) {
      case 0:
        return { members: [...members.slice(0, at), added, ...members.slice(at)] };
      case 1:
        return { members: members.filter((_, index) => index !== at) };
      case 2:
        return { members: this.#shuffle(members) };
      case 3:
        return { members: members.map(([name, value], index) => [index === at ? added[0] : name, value]) };
      default:
        return this.#document(2);
    }
  }

  #shuffle<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, order: this.#next() }))
      .sort((x, y) => x.order - y.order)
      .map(({ item }) => item);
  }

  #bytes(doc: Doc): Uint8Array {
    const blanks = this.#chance(0.2);
    const pad = () => (blanks && this.#chance(0.3) ? this.#pick([' ', '\n', '\t', '\r\n'], ' ') : '');
    const text = (value: string): string => {
      const escaped = JSON.stringify(value);
      if (!this.#chance(0.05)) return escaped;
      return `"${[...value]
        .flatMap((c) => c.split(''))
        .map((u) => `\\u${u.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('')}"`;
    };
    const write = (value: Doc): string => {
      if (Array.isArray(value)) return `[${pad()}${value.map(write).join(`${pad()},${pad()}`)}${pad()}]`;
      if (value === null || typeof value === 'boolean') return String(value);
      if (typeof value === 'string') return text(value);
      if ('number' in value) return value.number;
      const all = value.members.map(([name, member]) => `${text(name)}${pad()}:${pad()}${write(member)}`);
      return `{${pad()}${all.join(`${pad()},${pad()}`)}${pad()}}`;
    };
    return new TextEncoder().encode(pad() + write(doc) + pad());
  }

  /** Now and then, a text that is cut or has a wrong byte. */
  #spoil(bytes: Uint8Array): Uint8Array {
    if (this.#chance(0.97)) return bytes;
    const at = this.#below(bytes.length);
    if (this.#chance(0.5)) return bytes.slice(0, at);
    const spoiled = bytes.slice();
    spoiled[at] = this.#below(256);
    return spoiled;
  }

  #rule(at: number): Rule {
    const path = this.#pick(this.#chance(0.5) ? paths : morePaths, '$');
    return { id: `rule-${at}`, routeId: null, place: { in: 'body', path }, action: this.#action() };
  }

  #action(): RuleAction {
    const actions: RuleAction[] = [
      { do: 'ignore' },
      { do: 'tolerance', absolute: 1 },
      { do: 'sameInstant', withinMs: 0 },
      { do: 'unordered' },
      { do: 'unordered', key: 'a' },
      { do: 'nullEqualsAbsent' },
      { do: 'caseInsensitive' },
      { do: 'coerceType' },
      { do: 'equalText' },
    ];
    return this.#pick(actions, { do: 'ignore' });
  }
}

function isObject(doc: Doc): doc is DocObject {
  return typeof doc === 'object' && doc !== null && 'members' in doc;
}
