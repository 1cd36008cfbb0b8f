import { type Kernels, makeKernels } from '../wasm/kernels.ts';
import { textAt } from '../wasm/layout.ts';

/** Zeros after a text, so that a scan ends there without asking for the length, and words can be read across the end. */
const padding = 16;
const bytesAtFirst = 131_200;
const bytesKept = 4_194_304;
/** From this length on, asking a kernel takes less time than to look by plain code. */
const kernelRunMin = 128;

/** One text or two in one memory, each followed by zeros, which no JSON may hold. */
export class PaddedText {
  bytes: Uint8Array;
  /** The same memory. */
  words: DataView;
  /** What runs on this memory, null where nothing does. */
  kernels: Kernels | null;
  readonly #withKernels: boolean;

  /** With room for so many bytes at first, by default for what most bodies take. */
  constructor(room: number = bytesAtFirst, { withKernels = false } = {}) {
    this.#withKernels = withKernels;
    this.kernels = withKernels ? makeKernels(room) : null;
    this.bytes = this.kernels?.bytes ?? new Uint8Array(room);
    this.words = new DataView(this.bytes.buffer, this.bytes.byteOffset, room);
  }

  /** Takes texts in; returns where each begins. The first begins at 0. */
  load(first: Uint8Array, second?: Uint8Array): number {
    if (second !== undefined) {
      this.copy(first, second);
      return this.finish(first, second);
    }
    this.#makeRoom(first.length + padding);
    this.bytes.set(first, 0);
    this.#pad(first.length);
    return startBehind(first);
  }

  /** As `load`, but without zeros behind them: to be compared, not to be scanned. */
  copy(first: Uint8Array, second: Uint8Array): number {
    const startOfSecond = startBehind(first);
    this.#makeRoom(startOfSecond + second.length + padding);
    this.bytes.set(first, 0);
    this.bytes.set(second, startOfSecond);
    return startOfSecond;
  }

  /** What `load` does beyond `copy`, for the two texts that were copied last. */
  finish(first: Uint8Array, second: Uint8Array): number {
    const startOfSecond = startBehind(first);
    this.#pad(first.length);
    this.#pad(startOfSecond + second.length);
    return startOfSecond;
  }

  /** Gives memory back that only large texts needed. */
  clear(): void {
    if (this.bytes.length > bytesKept) this.#resize(bytesAtFirst);
  }

  /** How many bytes from two offsets on are equal, at most `length`. */
  equalRun(atA: number, atB: number, length: number): number {
    const { bytes, words, kernels } = this;
    if (length >= kernelRunMin && kernels !== null && words.getInt32(atA) === words.getInt32(atB)) {
      return kernels.run.equalRun(textAt + atA, textAt + atB, length);
    }
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

  #pad(at: number): void {
    const { words } = this;
    for (let word = 0; word < padding; word += 4) words.setInt32(at + word, 0);
  }

  #makeRoom(needed: number): void {
    if (needed > this.bytes.length) this.#resize(Math.max(needed, Math.min(needed * 2, bytesKept)));
  }

  #resize(length: number): void {
    this.kernels = this.#withKernels ? makeKernels(length) : null;
    this.bytes = this.kernels?.bytes ?? new Uint8Array(length);
    this.words = new DataView(this.bytes.buffer, this.bytes.byteOffset, length);
  }
}

/** Where the second text begins: vectors are read faster from there than from any place. */
function startBehind(first: Uint8Array): number {
  return (first.length + padding + 63) & -64;
}
