/** Zeros after a text, so that a scan ends there without asking for the length, and words can be read across the end. */
const padding = 16;
const bytesAtFirst = 65_536;
const bytesKept = 1_048_576;

/** One text or two in one memory, each followed by zeros, which no JSON may hold. */
export class PaddedText {
  bytes: Uint8Array;
  /** The same memory. */
  words: DataView;

  /** With room for so many bytes at first, by default for what most bodies take. */
  constructor(room: number = bytesAtFirst) {
    this.bytes = new Uint8Array(room);
    this.words = new DataView(this.bytes.buffer);
  }

  /** Takes texts in; returns where each begins. The first begins at 0. */
  load(first: Uint8Array, second?: Uint8Array): number {
    const startOfSecond = first.length + padding;
    const needed = startOfSecond + (second === undefined ? 0 : second.length + padding);
    if (needed > this.bytes.length) this.#resize(needed);
    const { bytes } = this;
    bytes.set(first, 0);
    bytes.fill(0, first.length, startOfSecond);
    if (second !== undefined) {
      bytes.set(second, startOfSecond);
      bytes.fill(0, startOfSecond + second.length, needed);
    }
    return startOfSecond;
  }

  /** Gives memory back that only large texts needed. */
  clear(): void {
    if (this.bytes.length > bytesKept) this.#resize(bytesAtFirst);
  }

  /** How many bytes from two offsets on are equal, at most `length`. */
  equalRun(atA: number, atB: number, length: number): number {
    const { bytes, words } = this;
    const last = length - 16;
    let at = 0;
    // Four words at once; a loop over bytes takes four times as long.
    while (at <= last) {
      const i = atA + at;
      const j = atB + at;
      const differing =
        (words.getInt32(i) ^ words.getInt32(j)) |
        (words.getInt32(i + 4) ^ words.getInt32(j + 4)) |
        (words.getInt32(i + 8) ^ words.getInt32(j + 8)) |
        (words.getInt32(i + 12) ^ words.getInt32(j + 12));
      if (differing !== 0) break;
      at += 16;
    }
    while (at < length && bytes[atA + at] === bytes[atB + at]) at += 1;
    return at;
  }

  #resize(length: number): void {
    this.bytes = new Uint8Array(length);
    this.words = new DataView(this.bytes.buffer);
  }
}
