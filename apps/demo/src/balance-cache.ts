import type { Booking, Funds, Ledger } from './ledger.ts';

export interface BalanceCacheOptions {
  ledger: Ledger;
  /** How long an entry is served before it is read again. */
  ttlMs: number;
  nowMs: () => number;
  /** The way to the cache and back, which each update waits for. */
  roundTrip: () => Promise<void>;
}

const entriesMax = 500;

/**
 * The candidate's fault `staleCache`. A booking is added to the cached balance by read, modify and write, so that of
 * two concurrent ones the later write undoes the earlier; a hold is not noticed at all. Either stays wrong until the
 * entry runs out.
 */
export class BalanceCache {
  readonly #options: BalanceCacheOptions;
  readonly #entries = new Map<string, Funds & { readAtMs: number }>();
  readonly #stopListening: () => void;

  constructor(options: BalanceCacheOptions) {
    this.#options = options;
    this.#stopListening = options.ledger.onBooked((booking) => void this.#add(booking));
  }

  /** Undefined where there is no such account. */
  read(accountId: string): Funds | undefined {
    const cached = this.#entries.get(accountId);
    const nowMs = this.#options.nowMs();
    if (cached && nowMs - cached.readAtMs < this.#options.ttlMs) return cached;
    const account = this.#options.ledger.data.accounts.get(accountId);
    if (!account) return undefined;
    const fresh = { balanceMinor: account.balanceMinor, heldMinor: account.heldMinor, readAtMs: nowMs };
    this.#entries.delete(accountId);
    this.#entries.set(accountId, fresh);
    this.#dropOldest();
    return fresh;
  }

  stop(): void {
    this.#stopListening();
  }

  async #add({ accountId, amountMinor }: Booking): Promise<void> {
    const read = this.#entries.get(accountId);
    if (!read) return;
    await this.#options.roundTrip();
    this.#entries.set(accountId, { ...read, balanceMinor: read.balanceMinor + amountMinor });
    this.#dropOldest();
  }

  #dropOldest(): void {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > entriesMax) this.#entries.delete(oldest);
  }
}
