/** Hears JSON text as it is read; spans are of the text, quotes of strings included. */
export interface JsonListener {
  open(isObject: boolean): void;
  /** False where the name is not JSON. */
  name(start: number, end: number): boolean;
  /** A string, number or word; false where it is not JSON. */
  scalar(start: number, end: number): boolean;
  close(): void;
}

/** `cut`: the text ended inside `from`, a string that is not closed or another scalar at the very end, or between. */
export type JsonWalk = 'whole' | 'invalid' | { cutFrom: number; isName: boolean };

const scalarToken = /-?[0-9][0-9.eE+-]*|true|false|null/y;

/** Reads JSON text without recursion, so that nesting costs no stack. Numbers are taken as they come. */
export function walkJson(text: string, listener: JsonListener): JsonWalk {
  return new Walker(text, listener).run();
}

class Walker {
  readonly #text: string;
  readonly #listener: JsonListener;
  readonly #isObject: boolean[] = [];
  #at = 0;
  #cut: { cutFrom: number; isName: boolean } | null = null;

  constructor(text: string, listener: JsonListener) {
    this.#text = text;
    this.#listener = listener;
  }

  run(): JsonWalk {
    do {
      if (!this.#value() || !this.#afterValue()) return this.#failure();
    } while (this.#isObject.length > 0);
    this.#skipSpace();
    return this.#at === this.#text.length ? 'whole' : 'invalid';
  }

  #failure(): JsonWalk {
    if (this.#cut !== null) return this.#cut;
    return this.#at >= this.#text.length ? { cutFrom: this.#text.length, isName: false } : 'invalid';
  }

  /** Up to the end of a scalar or of an empty container, or into the first value of another. */
  #value(): boolean {
    for (;;) {
      this.#skipSpace();
      const code = this.#text.charCodeAt(this.#at);
      const isObject = code === 0x7b;
      if (!isObject && code !== 0x5b) return this.#scalar();
      this.#at += 1;
      this.#isObject.push(isObject);
      this.#listener.open(isObject);
      this.#skipSpace();
      if (this.#text.charCodeAt(this.#at) === (isObject ? 0x7d : 0x5d)) {
        this.#close();
        return true;
      }
      if (isObject && !this.#name()) return false;
    }
  }

  /** Closes what ends here, or goes on to the next member or element. */
  #afterValue(): boolean {
    for (;;) {
      this.#skipSpace();
      const isObject = this.#isObject.at(-1);
      if (isObject === undefined) return true;
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x2c) {
        this.#at += 1;
        if (!isObject) return true;
        this.#skipSpace();
        return this.#name();
      }
      if (code !== (isObject ? 0x7d : 0x5d)) return false;
      this.#close();
    }
  }

  #close(): void {
    this.#at += 1;
    this.#isObject.pop();
    this.#listener.close();
  }

  #name(): boolean {
    const start = this.#at;
    if (!this.#string(true)) return false;
    if (!this.#listener.name(start, this.#at)) return false;
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== 0x3a) return false;
    this.#at += 1;
    return true;
  }

  #scalar(): boolean {
    const start = this.#at;
    if (this.#text.charCodeAt(start) === 0x22) {
      return this.#string(false) && this.#listener.scalar(start, this.#at);
    }
    scalarToken.lastIndex = start;
    const match = scalarToken.exec(this.#text);
    if (match === null) {
      if (/^[a-z-]{0,4}$/.test(this.#text.slice(start, start + 5))) this.#cutAt(start, false);
      return false;
    }
    this.#at += match[0].length;
    // A number at the very end may go on beyond it.
    const isOpen = this.#at === this.#text.length && this.#isObject.length > 0;
    if (isOpen) this.#cutAt(start, false);
    return !isOpen && this.#listener.scalar(start, this.#at);
  }

  #string(isName: boolean): boolean {
    const text = this.#text;
    const start = this.#at;
    if (text.charCodeAt(start) !== 0x22) return false;
    let end = text.indexOf('"', start + 1);
    while (end !== -1 && text.charCodeAt(end - 1) === 0x5c && isEscaped(text, end))
      end = text.indexOf('"', end + 1);
    if (end === -1) {
      this.#cutAt(start, isName);
      return false;
    }
    this.#at = end + 1;
    return true;
  }

  #cutAt(cutFrom: number, isName: boolean): void {
    this.#cut = { cutFrom, isName };
    this.#at = this.#text.length;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}
