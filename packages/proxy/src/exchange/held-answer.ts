import type { ClientResponse } from '../http/client-response.ts';
import { firstHeader, headerValues } from '../http/header-list.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Kept } from './capture.ts';
import { relayData, relayHead, relayOver } from './relay.ts';
import type { Side } from './side.ts';

export interface HeldAnswerOptions {
  client: ClientResponse;
  budget: ByteBudget;
  /** How long the candidate is waited for once the legacy's answer is whole. */
  waitMs: number;
  /** How long the legacy's answer is held at most while it is not whole. */
  holdMs: number;
}

/** What a client acts on and no rule may make equal. */
const boundNames = ['set-cookie', 'location', 'etag'];

/**
 * Guarded: the legacy's answer is held until it is known whether the candidate's may take its place. Whatever keeps that
 * from being known in time lets the legacy's bytes go as they come.
 */
export class HeldAnswer {
  readonly #options: HeldAnswerOptions;
  readonly #legacy: Side;
  readonly #candidate: Side;
  #holding = true;
  #timer: NodeJS.Timeout | undefined;
  /** Bytes that a slow client has not taken yet, beyond the captures. */
  #owedBytes = 0;

  constructor(options: HeldAnswerOptions, sides: { legacy: Side; candidate: Side }) {
    this.#options = options;
    this.#legacy = sides.legacy;
    this.#candidate = sides.candidate;
  }

  /** Either side's head is there. */
  onHead(side: Side): void {
    if (!this.#holding) {
      if (side === this.#legacy) relayHead(this.#options.client, side);
      return;
    }
    if (side === this.#legacy) this.#letGoAfter(this.#options.holdMs);
    if (isStream(this.#legacy) || this.#differsAlready()) this.letGo();
  }

  /** `kept` is null where no copy is kept any more. */
  onLegacyData(chunk: Buffer, kept: Kept | null): void {
    if (this.#holding && kept === 'kept') return;
    this.letGo();
    relayData(this.#options.client, this.#legacy, chunk);
  }

  onOver(side: Side): void {
    if (!this.#holding) {
      if (side === this.#legacy) relayOver(this.#options.client, side);
      return;
    }
    if (side.failure !== null) this.letGo();
    else if (side === this.#legacy) this.#letGoAfter(this.#options.waitMs);
  }

  /** The verdict is there. */
  decide(isEqual: boolean): void {
    if (!this.#holding) return;
    this.#serve(isEqual && isInterchangeable(this.#legacy, this.#candidate) ? this.#candidate : this.#legacy);
  }

  /** The client gets the legacy's answer: what is there now, and the rest as it comes. */
  letGo(): void {
    if (this.#holding) this.#serve(this.#legacy);
  }

  clientClosed(): void {
    clearTimeout(this.#timer);
    this.#holding = false;
    this.#options.budget.give(this.#owedBytes);
    this.#owedBytes = 0;
  }

  #serve(side: Side): void {
    clearTimeout(this.#timer);
    this.#holding = false;
    try {
      this.#relay(side);
    } catch {
      // Nobody is above a timer or a verdict: a fault of the proxy costs this one request, never the process.
      this.#options.client.destroy();
    }
  }

  #relay(side: Side): void {
    const { client, budget } = this.#options;
    if (side.status !== 0) {
      relayHead(client, side);
      let flows = true;
      for (const chunk of side.capture?.chunks ?? []) flows = client.data(chunk) && flows;
      if (!flows) {
        this.#owedBytes = side.capture?.bytes ?? 0;
        budget.owe(this.#owedBytes);
        side.pause();
      }
    }
    if (side.isOver) relayOver(client, side);
  }

  /** Where both have said enough to see that they are not equal, nobody needs to wait. */
  #differsAlready(): boolean {
    const [legacy, candidate] = [this.#legacy, this.#candidate];
    return legacy.hasAnswered && candidate.hasAnswered && legacy.status !== candidate.status;
  }

  #letGoAfter(timeoutMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.letGo(), timeoutMs);
  }
}

/** An event stream has no end that could be waited for. */
function isStream({ headers }: Side): boolean {
  return /^text\/event-stream\b/i.test(firstHeader(headers, 'content-type') ?? '');
}

/** Beyond being equal under the rules: what clients act on is the same to the byte. */
function isInterchangeable(legacy: Side, candidate: Side): boolean {
  if (legacy.status !== candidate.status) return false;
  const isSame = (left: readonly string[], right: readonly string[]) =>
    left.length === right.length && left.every((each, at) => each === right[at]);
  return (
    boundNames.every((name) =>
      isSame(headerValues(legacy.headers, name), headerValues(candidate.headers, name)),
    ) && isSame(legacy.trailers, candidate.trailers)
  );
}
