import { decodeUtf8 } from '../json/utf8.ts';

/** A path of this length is put together at once, which takes less time than a piece at a time. */
const plainLengthMax = 40;

/** A short path of plain ASCII names and indexes, put together from the bytes of the names. */
export class PlainPath {
  readonly #units = new Uint8Array(plainLengthMax);
  #length = 0;
  #isPlain = true;

  begin(): void {
    this.#units[0] = 0x24;
    this.#length = 1;
    this.#isPlain = true;
  }

  /** `.name`, where the name needs no quotes. */
  member(bytes: Uint8Array, start: number, end: number): void {
    this.#isPlain &&=
      start < end && !isDigit(bytes[start] ?? 0) && this.#length + end - start < plainLengthMax;
    if (!this.#isPlain) return;
    this.#push(0x2e);
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      const lower = byte | 0x20;
      this.#isPlain &&= (lower >= 0x61 && lower <= 0x7a) || byte === 0x5f || isDigit(byte);
      this.#push(byte);
    }
  }

  /** `[7]` */
  element(index: number): void {
    const digits = index < 10 ? 1 : index < 100 ? 2 : 3;
    this.#isPlain &&= index < 1_000 && this.#length + digits + 2 <= plainLengthMax;
    if (!this.#isPlain) return;
    this.#push(0x5b);
    if (digits > 2) this.#push(0x30 + Math.floor(index / 100));
    if (digits > 1) this.#push(0x30 + (Math.floor(index / 10) % 10));
    this.#push(0x30 + (index % 10));
    this.#push(0x5d);
  }

  /** Null where it is not that plain. */
  text(): string | null {
    return this.#isPlain ? decodeUtf8(this.#units, 0, this.#length) : null;
  }

  #push(unit: number): void {
    this.#units[this.#length] = unit;
    this.#length += 1;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
