/** Amounts are minor units (cents), times are Unix ms. */
export interface Transaction {
  id: string;
  bookedAtMs: number;
  amountMinor: bigint;
  text: string;
}

export interface Funds {
  balanceMinor: bigint;
  heldMinor: bigint;
}

export interface Account extends Funds {
  id: string;
  owner: string;
  branchId: string;
  currency: string;
  openedOn: string;
  overdraftLimitMinor: bigint;
  /** Oldest first, the last `transactionsKeptMax`. */
  transactions: Transaction[];
  /** How many were ever booked. */
  transactionCount: number;
}

export interface Branch {
  id: string;
  name: string;
  city: string;
  phone: string;
}

export interface Statement {
  id: string;
  accountId: string;
  period: string;
  openingMinor: bigint;
  closingMinor: bigint;
  entries: { on: string; amountMinor: bigint; text: string }[];
}

export interface Report {
  id: string;
  title: string;
  period: string;
  rows: { product: string; accounts: number; turnoverMinor: bigint }[];
}

export interface Rates {
  base: string;
  asOf: string;
  /** Decimal texts, by currency. */
  rates: Record<string, string>;
}

export interface LedgerData {
  accounts: Map<string, Account>;
  branches: Map<string, Branch>;
  statements: Map<string, Statement>;
  reports: Map<string, Report>;
  rates: Rates;
}

export interface Booking {
  accountId: string;
  amountMinor: bigint;
}

const transactionsKeptMax = 40;

/** The one store that legacy and candidate read, and that only the legacy writes. */
export class Ledger {
  readonly data: Readonly<LedgerData>;
  readonly #bookedListeners = new Set<(booking: Booking) => void>();

  constructor(data: LedgerData) {
    this.data = data;
  }

  /** Undefined where there is no such account. */
  book(accountId: string, entry: Omit<Transaction, 'id'>): Transaction | undefined {
    const account = this.data.accounts.get(accountId);
    if (!account) return undefined;
    account.transactionCount += 1;
    account.balanceMinor += entry.amountMinor;
    const transaction = { id: `${accountId}-${account.transactionCount}`, ...entry };
    account.transactions.push(transaction);
    if (account.transactions.length > transactionsKeptMax) account.transactions.shift();
    for (const listener of this.#bookedListeners) listener({ accountId, amountMinor: entry.amountMinor });
    return transaction;
  }

  /** Sets what is held back for card payments. Nobody is told: only bookings are announced. */
  hold(accountId: string, heldMinor: bigint): Account | undefined {
    const account = this.data.accounts.get(accountId);
    if (account) account.heldMinor = heldMinor;
    return account;
  }

  /** Calls back after each booking; returns what ends that. */
  onBooked(listener: (booking: Booking) => void): () => void {
    this.#bookedListeners.add(listener);
    return () => this.#bookedListeners.delete(listener);
  }
}
