/** The types of WebAssembly values that are used here, by their binary codes. */
export const typeCodes = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = keyof typeof typeCodes;

/** Takes instructions in, and knows the labels that are open around them. */
export class CodeWriter {
  readonly bytes: number[] = [];
  readonly #labels: string[] = [];
  readonly #functions: readonly string[];

  /** With the names of the functions that can be called. */
  constructor(functions: readonly string[]) {
    this.#functions = functions;
  }

  indexOf(name: string): number {
    const index = this.#functions.indexOf(name);
    if (index < 0) throw new Error(`no function ${name}`);
    return index;
  }

  byte(...bytes: number[]): void {
    this.bytes.push(...bytes);
  }

  unsigned(value: number): void {
    this.bytes.push(...unsignedLeb(value));
  }

  enter(label: string): void {
    this.#labels.push(label);
  }

  leave(): void {
    this.#labels.pop();
  }

  /** How many labels lie between here and the given one, as branches count. */
  distance(label: string): number {
    const at = this.#labels.lastIndexOf(label);
    if (at < 0) throw new Error(`no label ${label} is open here`);
    return this.#labels.length - 1 - at;
  }
}

/** Instructions that leave nothing behind. */
export type Statement = (to: CodeWriter) => void;

/** Instructions that leave one value behind. */
export interface Expression {
  type: ValueType;
  write: Statement;
}

/** A plain number stands for a constant of the type of what it is used with. */
export type Operand = Expression | number;

export function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest >= 0x80;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest = Math.floor(rest / 0x80);
  } while (rest > 0);
  return bytes;
}

/** Of a number within 32 bits, with its sign. */
export function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}
