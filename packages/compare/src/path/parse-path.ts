/** One selector of an RFC 9535 query; filters are not among those that rules can use. */
export type Selector =
  | { type: 'name'; name: string }
  | { type: 'wildcard' }
  | { type: 'index'; index: number }
  | { type: 'slice'; start: number | null; end: number | null; step: number };

export interface Segment {
  descendant: boolean;
  selectors: Selector[];
}

export type ParsedPath = { ok: true; segments: Segment[] } | { ok: false; position: number; message: string };

/** Parses an RFC 9535 query without filters. Never throws; `position` counts UTF-16 units of the text. */
export function parsePath(text: string): ParsedPath {
  const reader = new PathReader(text);
  try {
    return { ok: true, segments: reader.query() };
  } catch (error) {
    if (error instanceof PathError) return { ok: false, position: error.position, message: error.message };
    throw error;
  }
}

class PathError extends Error {
  readonly position: number;
  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

const nameFirst = /[A-Za-z_\u0080-\ud7ff\ue000-\uffff]/;
const nameRest = /[A-Za-z0-9_\u0080-\ud7ff\ue000-\uffff]/;
const integer = /-?\d+/y;
const simpleEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
};

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  query(): Segment[] {
    if (this.#text[0] !== '$') throw this.#error('a path begins with $');
    this.#at = 1;
    const segments: Segment[] = [];
    for (;;) {
      const before = this.#at;
      this.#blanks();
      if (this.#at === this.#text.length) {
        if (before !== this.#at) throw new PathError(before, 'nothing may follow a path, not even blanks');
        return segments;
      }
      segments.push(this.#segment());
    }
  }

  #segment(): Segment {
    if (this.#take('..')) {
      if (this.#peek() === '[') return { descendant: true, selectors: this.#bracketed() };
      return { descendant: true, selectors: [this.#shorthand()] };
    }
    if (this.#take('.')) return { descendant: false, selectors: [this.#shorthand()] };
    if (this.#peek() === '[') return { descendant: false, selectors: this.#bracketed() };
    throw this.#error('expected . or .. or [');
  }

  #shorthand(): Selector {
    if (this.#take('*')) return { type: 'wildcard' };
    const start = this.#at;
    let unit = this.#nameUnit(nameFirst);
    if (unit === 0) throw this.#error('expected a member name or *');
    while (unit > 0) {
      this.#at += unit;
      unit = this.#nameUnit(nameRest);
    }
    return { type: 'name', name: this.#text.slice(start, this.#at) };
  }

  /** How many UTF-16 units the next character of a name takes, 0 where it is none. */
  #nameUnit(allowed: RegExp): number {
    const character = this.#peek();
    if (character !== '' && allowed.test(character)) return 1;
    return isHigh(this.#text, this.#at) && isLow(this.#text, this.#at + 1) ? 2 : 0;
  }

  #bracketed(): Selector[] {
    this.#at += 1;
    const selectors: Selector[] = [];
    do {
      this.#blanks();
      selectors.push(this.#selector());
      this.#blanks();
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#error('expected , or ]');
    return selectors;
  }

  #selector(): Selector {
    const next = this.#peek();
    if (next === "'" || next === '"') return { type: 'name', name: this.#string(next) };
    if (this.#take('*')) return { type: 'wildcard' };
    if (next === '?') throw this.#error('filters (?) cannot be used in rules');
    return this.#indexOrSlice();
  }

  #indexOrSlice(): Selector {
    const start = this.#integer();
    const beforeBlanks = this.#at;
    this.#blanks();
    if (this.#peek() !== ':') {
      if (start === null) throw this.#error('expected a name in quotes, an index, a slice or *');
      this.#at = beforeBlanks;
      return { type: 'index', index: start };
    }
    this.#at += 1;
    this.#blanks();
    const end = this.#integer();
    const afterEnd = this.#at;
    this.#blanks();
    if (!this.#take(':')) {
      this.#at = afterEnd;
      return { type: 'slice', start, end, step: 1 };
    }
    this.#blanks();
    return { type: 'slice', start, end, step: this.#integer() ?? 1 };
  }

  #integer(): number | null {
    integer.lastIndex = this.#at;
    const text = integer.exec(this.#text)?.[0];
    if (text === undefined) {
      if (this.#peek() === '-') throw this.#error('expected digits after -');
      return null;
    }
    if (/^-?0./.test(text) || text === '-0')
      throw this.#error('an index has no leading zero and is never -0');
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw this.#error('an index lies within ±(2^53 - 1)');
    this.#at += text.length;
    return value;
  }

  #string(quote: string): string {
    const start = this.#at;
    this.#at += 1;
    let value = '';
    for (;;) {
      const character = this.#peek();
      if (character === '') throw new PathError(start, 'this string is not closed');
      if (character === quote) break;
      if (character < ' ') throw this.#error('control characters must be escaped');
      value += character === '\\' ? this.#escape(quote) : this.#plain();
    }
    this.#at += 1;
    return value;
  }

  #plain(): string {
    const length = isHigh(this.#text, this.#at) && isLow(this.#text, this.#at + 1) ? 2 : 1;
    const character = this.#text.slice(this.#at, this.#at + length);
    if (length === 1 && (isHigh(character, 0) || isLow(character, 0))) throw this.#error('a lone surrogate');
    this.#at += length;
    return character;
  }

  #escape(quote: string): string {
    const start = this.#at;
    this.#at += 1;
    const character = this.#peek();
    this.#at += 1;
    if (character === quote) return quote;
    const simple = simpleEscapes[character];
    if (simple !== undefined) return simple;
    if (character !== 'u') throw new PathError(start, 'no such escape');
    const first = this.#hex(start);
    if (first >= 0xdc00 && first <= 0xdfff) throw new PathError(start, 'a lone surrogate');
    if (first < 0xd800 || first > 0xdbff) return String.fromCharCode(first);
    if (!this.#take('\\u')) throw new PathError(start, 'a lone surrogate');
    const second = this.#hex(start);
    if (second < 0xdc00 || second > 0xdfff) throw new PathError(start, 'a lone surrogate');
    return String.fromCharCode(first, second);
  }

  #hex(start: number): number {
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new PathError(start, 'expected four hex digits after \\u');
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #blanks(): void {
    while (/[ \t\n\r]/.test(this.#peek())) this.#at += 1;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #error(message: string): PathError {
    return new PathError(this.#at, message);
  }
}

function isHigh(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000;
}
