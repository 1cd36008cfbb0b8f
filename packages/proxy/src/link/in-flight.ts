import { limits } from '@delta-guard/protocol';

/** UTF-16 code units of all of them, so that many large ones do not fill the memory while the control plane is slow. */
const charactersMax = limits.frameBytesMax;

/** Batches that were sent on one connection and are not acked. */
export class InFlight {
  #sent: { seq: number; characters: number }[] = [];
  #characters = 0;

  /** Whether one more may be sent. */
  get hasRoom(): boolean {
    return this.#sent.length < limits.batchesInFlightMax && this.#characters < charactersMax;
  }

  sent({ seq, frame }: { seq: number; frame: string }): void {
    this.#sent.push({ seq, characters: frame.length });
    this.#characters += frame.length;
  }

  /** All up to this seq. */
  acked(seq: number): void {
    while (this.#sent[0] !== undefined && this.#sent[0].seq <= seq) {
      this.#characters -= this.#sent.shift()?.characters ?? 0;
    }
  }

  clear(): void {
    this.#sent = [];
    this.#characters = 0;
  }
}
