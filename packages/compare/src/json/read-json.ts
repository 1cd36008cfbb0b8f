import { defaultLimits } from '../limits.ts';
import { isNumberAt, scanNumber } from './scan-number.ts';
import { decodeString, scanString } from './scan-string.ts';

interface Span {
  /** Byte offsets in the body: first byte, and the one after the last. */
  start: number;
  end: number;
}

/** JSON as it was sent: exact number text, member order and repeated names kept. */
export type JsonNode =
  | (Span & { type: 'object'; members: JsonMember[] })
  | (Span & { type: 'array'; elements: JsonNode[] })
  | (Span & { type: 'string'; value: string })
  | (Span & { type: 'number'; text: string })
  | (Span & { type: 'boolean'; value: boolean })
  | (Span & { type: 'null' });

export interface JsonMember {
  name: string;
  value: JsonNode;
}

export type ReadJson =
  | { ok: true; root: JsonNode }
  | { ok: false; position: number; message: string; tooDeep?: true };

type Container = JsonNode & { type: 'object' | 'array' };
type ObjectNode = JsonNode & { type: 'object' };

/** Reads a whole JSON text (RFC 8259, a byte order mark allowed) without losing anything. Never throws. */
export function readJson(bytes: Uint8Array, limits: { depthMax?: number } = {}): ReadJson {
  return new TreeReader(bytes, limits.depthMax ?? defaultLimits.depthMax).read();
}

class TreeReader {
  readonly #bytes: Uint8Array;
  readonly #depthMax: number;
  readonly #open: Container[] = [];
  #at = 0;
  #failure: ReadJson | null = null;

  constructor(bytes: Uint8Array, depthMax: number) {
    this.#bytes = bytes;
    this.#depthMax = depthMax;
  }

  read(): ReadJson {
    if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb && this.#bytes[2] === 0xbf) this.#at = 3;
    let root: JsonNode | null = null;
    this.#blanks();
    for (;;) {
      let done = this.#value();
      if (done === null) return this.#failure ?? this.#fail('expected a value');
      // A finished value goes into its container, which may be finished by that in turn.
      while (done !== undefined) {
        root = done;
        done = this.#close(done);
        if (this.#failure !== null) return this.#failure;
        if (this.#open.length === 0 && done === undefined) return this.#endOfText(root);
      }
    }
  }

  #endOfText(root: JsonNode): ReadJson {
    this.#blanks();
    if (this.#at < this.#bytes.length) return this.#fail('nothing may follow the value');
    return { ok: true, root };
  }

  /** A finished value; undefined where a container was opened and its first value is next; null on failure. */
  #value(): JsonNode | undefined | null {
    const start = this.#at;
    const byte = this.#bytes[start];
    if (byte === 0x22) return this.#string();
    if (byte === 0x7b || byte === 0x5b) return this.#container(byte === 0x7b);
    if (byte === 0x74) return this.#literal('true', { type: 'boolean', value: true, start, end: start + 4 });
    if (byte === 0x66)
      return this.#literal('false', { type: 'boolean', value: false, start, end: start + 5 });
    if (byte === 0x6e) return this.#literal('null', { type: 'null', start, end: start + 4 });
    if (!isNumberAt(byte)) return this.#none(byte === undefined ? 'unexpected end' : 'expected a value');
    const end = scanNumber(this.#bytes, start, this.#bytes.length);
    if (end < 0) return this.#none('malformed number', ~end);
    this.#at = end;
    return { type: 'number', text: latin1(this.#bytes, start, end), start, end };
  }

  #string(): JsonNode | null {
    const start = this.#at;
    const end = scanString(this.#bytes, start, this.#bytes.length);
    if (end < 0) return this.#none('malformed string', ~end);
    this.#at = end;
    return { type: 'string', value: decodeString(this.#bytes, start + 1, end - 1), start, end };
  }

  #container(isObject: boolean): JsonNode | undefined | null {
    if (this.#open.length >= this.#depthMax) {
      this.#failure = { ok: false, position: this.#at, message: 'nested too deeply', tooDeep: true };
      return null;
    }
    const start = this.#at;
    this.#at += 1;
    this.#blanks();
    const node: Container = isObject
      ? { type: 'object', members: [], start, end: 0 }
      : { type: 'array', elements: [], start, end: 0 };
    if (this.#bytes[this.#at] === (isObject ? 0x7d : 0x5d)) {
      this.#at += 1;
      node.end = this.#at;
      return node;
    }
    this.#open.push(node);
    return node.type === 'object' && !this.#memberName(node) ? null : undefined;
  }

  /** Puts a finished value into the open container: that one, if it is finished too; undefined if a value is next. */
  #close(value: JsonNode): JsonNode | undefined {
    const container = this.#open.at(-1);
    if (container === undefined) return undefined;
    if (container.type === 'array') container.elements.push(value);
    else {
      const member = container.members.at(-1);
      if (member !== undefined) member.value = value;
    }
    this.#blanks();
    const byte = this.#bytes[this.#at];
    if (byte === 0x2c) {
      this.#at += 1;
      this.#blanks();
      if (container.type === 'object') this.#memberName(container);
      return undefined;
    }
    if (byte !== (container.type === 'object' ? 0x7d : 0x5d)) {
      this.#none(byte === undefined ? 'unexpected end' : 'expected , or the end of the container');
      return undefined;
    }
    this.#at += 1;
    container.end = this.#at;
    this.#open.pop();
    return container;
  }

  #memberName(container: ObjectNode): boolean {
    const start = this.#at;
    if (this.#bytes[start] !== 0x22) return this.#no('expected a member name');
    const end = scanString(this.#bytes, start, this.#bytes.length);
    if (end < 0) return this.#no('malformed string', ~end);
    this.#at = end;
    this.#blanks();
    if (this.#bytes[this.#at] !== 0x3a) return this.#no('expected :');
    this.#at += 1;
    this.#blanks();
    const name = decodeString(this.#bytes, start + 1, end - 1);
    container.members.push({ name, value: { type: 'null', start: this.#at, end: this.#at } });
    return true;
  }

  #literal(text: string, node: JsonNode): JsonNode | null {
    for (let offset = 0; offset < text.length; offset += 1) {
      if (this.#bytes[this.#at + offset] !== text.charCodeAt(offset)) {
        return this.#none(`expected ${text}`, this.#at + offset);
      }
    }
    this.#at += text.length;
    return node;
  }

  #blanks(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
    }
  }

  #fail(message: string, position = this.#at): ReadJson {
    this.#failure ??= { ok: false, position, message };
    return this.#failure;
  }

  #none(message: string, position?: number): null {
    this.#fail(message, position);
    return null;
  }

  #no(message: string, position?: number): false {
    this.#fail(message, position);
    return false;
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 0x1000) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + 0x1000)));
  }
  return text;
}
