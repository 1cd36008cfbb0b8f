import type { Hit } from './hit.ts';
import { percentDecoded } from './percent.ts';
import { placeholderLengthAt } from './placeholders.ts';
import { secretLabel } from './secret-names.ts';

const nameLengthMax = 80;
const nameCharacters = /[A-Za-z0-9_.$%[\]\\-]/;
const schemeWord = /(?:bearer|basic|digest|token|negotiate|apikey|dpop)(?=[ \t])/iy;
const wordEnd = /[\s&;,<>"`|}\]]|[')](?![A-Za-z0-9])/g;
const valueEnd = /[\r\n&;,<>"`|]/g;
const plainWords = /^(?:null|true|false|undefined|none|nil|)$/i;
const oauthCallback = /[?&](?:state|session_state|scope|iss|client_id)=|grant_type|code_verifier/;

/** Values after a telling name and `=` or `:` in text of no known format, in quotes or without. */
export function findNamed(text: string, hits: Hit[]): void {
  new NamedValues(text, hits).find();
}

class NamedValues {
  readonly #text: string;
  readonly #hits: Hit[];
  /** Quotes and brackets that are not closed any more: looked for once, so that the work stays linear. */
  readonly #unclosed = new Set<string>();
  #hasOauthCode: boolean | null = null;

  constructor(text: string, hits: Hit[]) {
    this.#text = text;
    this.#hits = hits;
  }

  find(): void {
    const text = this.#text;
    let floor = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code !== 0x3d && code !== 0x3a) continue;
      const name = nameBefore(text, at, floor);
      const label = name === null ? null : this.#labelOf(name.text);
      if (name === null || label === null) continue;
      const end = this.#value(at, { ...name, label });
      if (end > at) {
        at = end - 1;
        floor = end;
      }
    }
  }

  #labelOf(name: string): string | null {
    if (name === 'code') {
      this.#hasOauthCode ??= oauthCallback.test(this.#text);
      return this.#hasOauthCode ? 'code' : null;
    }
    return secretLabel(name);
  }

  /** Notes the value after the separator at `at`; where it ends, or 0 where there is none. */
  #value(at: number, name: Name & { label: string }): number {
    const text = this.#text;
    let start = at + 1;
    while (start < at + 3 && (text[start] === '=' || text[start] === '>')) start += 1;
    while (isBlank(text.charCodeAt(start), name.isQuoted)) start += 1;
    const placeholder = placeholderLengthAt(text, start);
    if (placeholder > 0) return start + placeholder;
    const end = this.#quoted(start, name.label) || this.#bracketed(start, name.label);
    return end || this.#bare(start, name, text[at] === ':');
  }

  #quoted(start: number, label: string): number {
    const text = this.#text;
    let quoteAt = start;
    while (text[quoteAt] === '\\' && quoteAt < start + 8) quoteAt += 1;
    const quote = text[quoteAt];
    if (quote !== '"' && quote !== "'" && quote !== '`') return 0;
    const opener = text.slice(start, quoteAt + 1);
    const close = this.#closing(opener, quoteAt + 1);
    const end = close === -1 ? lineEnd(text, quoteAt) : close;
    const value = unescaped(text.slice(quoteAt + 1, end));
    if (plainWords.test(value) || placeholderLengthAt(value, 0) === value.length) return end;
    this.#hits.push({ start: quoteAt + 1, end, label, value });
    return end;
  }

  #closing(opener: string, from: number): number {
    if (this.#unclosed.has(opener)) return -1;
    const text = this.#text;
    for (let at = text.indexOf(opener, from); at !== -1; at = text.indexOf(opener, at + 1)) {
      if (!isEscaped(text, at, from)) return at;
    }
    this.#unclosed.add(opener);
    return -1;
  }

  #bracketed(start: number, label: string): number {
    const text = this.#text;
    const open = text[start];
    if ((open !== '{' && open !== '[') || this.#unclosed.has('{')) return 0;
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
      const character = text[at];
      if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') depth -= 1;
      if (depth > 0) continue;
      if (at > start + 1) this.#hits.push({ start, end: at + 1, label });
      return at + 1;
    }
    this.#unclosed.add('{');
    this.#hits.push({ start, end: text.length, label });
    return text.length;
  }

  #bare(start: number, { label, isAtLineStart }: Name & { label: string }, isColon: boolean): number {
    const text = this.#text;
    let end: number;
    if (isColon && isAtLineStart) {
      const isList = label === 'cookie' || label === 'credentials';
      end = isList ? lineEnd(text, start) : nextMatch(valueEnd, text, start);
      while (end > start && /[ \t]/.test(text[end - 1] ?? '')) end -= 1;
    } else {
      schemeWord.lastIndex = start;
      const scheme = schemeWord.exec(text)?.[0].length ?? 0;
      end = nextMatch(wordEnd, text, scheme === 0 ? start : skipBlanks(text, start + scheme));
    }
    const value = text.slice(start, end);
    if (plainWords.test(value)) return end;
    const scheme = /^(?:bearer|basic|token)[ \t]+/i.exec(value)?.[0].length ?? 0;
    this.#hits.push({ start: start + scheme, end, label, value: percentDecoded(value.slice(scheme)) });
    return end;
  }
}

interface Name {
  text: string;
  isQuoted: boolean;
  isAtLineStart: boolean;
}

function nameBefore(text: string, at: number, floor: number): Name | null {
  let end = at;
  while (end > floor && end > at - 4 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  const unquoted = end;
  while (end > floor && end > unquoted - 9 && /["'`\\]/.test(text[end - 1] ?? '')) end -= 1;
  const lowest = Math.max(floor, end - nameLengthMax);
  let start = end;
  while (start > lowest && nameCharacters.test(text[start - 1] ?? '')) start -= 1;
  if (start === end) return null;
  let before = start;
  while (before > floor && before > start - 9 && /[ \t>*#"'-]/.test(text[before - 1] ?? '')) before -= 1;
  const isAtLineStart = before === 0 || text[before - 1] === '\n';
  return { text: plainName(text.slice(start, end)), isQuoted: end < unquoted, isAtLineStart };
}

/** Escapes undone; of `a.b.c` the last two parts, so that a host's name is not taken for a field's. */
function plainName(name: string): string {
  const decoded = unescaped(percentDecoded(name));
  return decoded.includes('.') ? decoded.split('.').slice(-2).join('.') : decoded;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, hex?: string, other?: string) =>
    hex === undefined ? unescapedCharacter(other ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function unescapedCharacter(character: string): string {
  const at = 'bfnrt'.indexOf(character);
  return at === -1 ? character : ('\b\f\n\r\t'[at] ?? character);
}

function isBlank(code: number, alsoLines: boolean): boolean {
  return code === 0x20 || code === 0x09 || (alsoLines && (code === 0x0a || code === 0x0d));
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= from && text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end > from && text[end - 1] === '\r' ? end - 1 : end;
}

function nextMatch(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
