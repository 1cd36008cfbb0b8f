import { recordHeaderBytes } from './format.ts';

export interface Waiting {
  type: number;
  payload: Uint8Array;
  resolve(sequence: number): void;
  reject(error: unknown): void;
}

/** Appends that wait for their group, in the order they came. */
export class WaitingAppends {
  readonly #bytesMax: number;
  #appends: Waiting[] = [];
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.#appends.length === 0;
  }

  hasRoom(payloadBytes: number): boolean {
    return this.isEmpty || this.#bytes + payloadBytes + recordHeaderBytes <= this.#bytesMax;
  }

  add(type: number, payload: Uint8Array): Promise<number> {
    this.#bytes += payload.length + recordHeaderBytes;
    return new Promise((resolve, reject) => this.#appends.push({ type, payload, resolve, reject }));
  }

  /** At least one, and as many more as fit. */
  take(bytesMax: number): Waiting[] {
    let count = 0;
    let bytes = 0;
    for (const { payload } of this.#appends) {
      const more = payload.length + recordHeaderBytes;
      if (count > 0 && bytes + more > bytesMax) break;
      bytes += more;
      count += 1;
    }
    this.#bytes -= bytes;
    return this.#appends.splice(0, count);
  }
}
