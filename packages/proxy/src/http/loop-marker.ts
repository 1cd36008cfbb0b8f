import { createHmac, timingSafeEqual } from 'node:crypto';

const minuteMs = 60_000;

/**
 * Marks shadow calls, so that one that comes round to a proxy of the same gateway is never fanned out again. The mark
 * is an HMAC over the minute, so that clients cannot forge it; it holds for the minute before and after.
 */
export class LoopMarker {
  readonly #secret: Uint8Array;
  readonly #nowMs: () => number;
  #minute = -1;
  #value = '';

  constructor(secret: Uint8Array, nowMs: () => number) {
    this.#secret = secret;
    this.#nowMs = nowMs;
  }

  /** The mark of the present minute. */
  value(): string {
    const minute = Math.floor(this.#nowMs() / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#value = this.#sign(minute);
    }
    return this.#value;
  }

  isValid(value: string): boolean {
    const minute = Math.floor(this.#nowMs() / minuteMs);
    return [minute, minute - 1, minute + 1].some((near) => isEqual(value, this.#sign(near)));
  }

  #sign(minute: number): string {
    return createHmac('sha256', this.#secret).update(String(minute)).digest('base64url');
  }
}

function isEqual(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1')];
  return one.length === other.length && timingSafeEqual(one, other);
}
