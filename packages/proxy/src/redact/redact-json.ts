import { isSecretName, redacted } from './secret-names.ts';

const whitespace = /[ \t\r\n]*/y;
const scalarToken = /-?[0-9][0-9.eE+-]*|true|false|null/y;

/**
 * Replaces the values of secret names in JSON text and leaves every other character as it is, number text included.
 * Null where the text is not JSON. Iterative, so that nesting costs no stack.
 */
export function redactJson(text: string): string | null {
  const redaction = new Redaction(text);
  return redaction.run() ? redaction.text() : null;
}

/** The same for JSON text that was cut at its end: what is there up to the cut is redacted. */
export function redactCutJson(text: string): string | null {
  const redaction = new Redaction(text);
  return redaction.run() || redaction.stoppedAtEnd ? redaction.text() : null;
}

type Open = '{' | '[';

class Redaction {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;
  #out = '';
  #copiedTo = 0;
  /** Depth of the containers inside a value that is being left out; 0 where nothing is. */
  #hiddenFrom = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** True where the text is JSON. */
  run(): boolean {
    do {
      if (!this.#value() || !this.#afterValue()) return false;
    } while (this.#open.length > 0);
    this.#skipSpace();
    return this.#at === this.#text.length;
  }

  /** What was read, redacted. */
  text(): string {
    return this.#hiddenFrom === -1 ? this.#out + this.#text.slice(this.#copiedTo) : this.#out;
  }

  get stoppedAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Reads up to the end of a scalar, or into the first value of a container; false where it is not JSON. */
  #value(): boolean {
    for (;;) {
      this.#skipSpace();
      const character = this.#text[this.#at];
      if (character !== '{' && character !== '[') return this.#scalar();
      this.#at += 1;
      this.#open.push(character);
      this.#skipSpace();
      const closing = character === '{' ? '}' : ']';
      if (this.#text[this.#at] === closing) {
        this.#at += 1;
        this.#open.pop();
        return true;
      }
      if (character === '{' && !this.#name()) return false;
    }
  }

  #scalar(): boolean {
    return this.#string() !== null || this.#take(scalarToken) !== null;
  }

  /** After a value: closes what ends here, or goes on to the next member or element. */
  #afterValue(): boolean {
    for (;;) {
      this.#closeHidden();
      this.#skipSpace();
      const open = this.#open.at(-1);
      if (open === undefined) return true;
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === ',') {
        if (open === '[') return true;
        this.#skipSpace();
        return this.#name();
      }
      if (character !== (open === '{' ? '}' : ']')) return false;
      this.#open.pop();
    }
  }

  #name(): boolean {
    const token = this.#string();
    if (token === null) return false;
    this.#skipSpace();
    if (this.#text[this.#at] !== ':') return false;
    this.#at += 1;
    this.#skipSpace();
    const name = nameOf(token);
    if (name === null) return false;
    if (this.#hiddenFrom === -1 && isSecretName(name)) {
      this.#out += this.#text.slice(this.#copiedTo, this.#at) + JSON.stringify(redacted);
      this.#hiddenFrom = this.#open.length;
    }
    return true;
  }

  #closeHidden(): void {
    if (this.#hiddenFrom === -1 || this.#open.length > this.#hiddenFrom) return;
    this.#hiddenFrom = -1;
    this.#copiedTo = this.#at;
  }

  #skipSpace(): void {
    this.#take(whitespace);
  }

  /** A string with its quotes, or null; one that is never closed takes all that is left. */
  #string(): string | null {
    const text = this.#text;
    if (text[this.#at] !== '"') return null;
    const start = this.#at;
    let end = start;
    do {
      end = text.indexOf('"', end + 1);
    } while (end !== -1 && isEscaped(text, end));
    this.#at = end === -1 ? text.length : end + 1;
    return end === -1 ? null : text.slice(start, this.#at);
  }

  #take(token: RegExp): string | null {
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match === null) return null;
    this.#at += match[0].length;
    return match[0];
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function nameOf(token: string): string | null {
  try {
    const name: unknown = JSON.parse(token);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
