import type { Account, Branch, Funds, Rates, Report, Statement, Transaction } from './ledger.ts';
import { localTime } from './local-time.ts';
import { moneyNumber } from './money.ts';

/** What an answer holds, in the legacy's order of members. The candidate passes other writers where a fault is on. */
export type Document = Record<string, unknown>;

const transactionsShownMax = 10;

export function accountDocument(
  account: Account,
  amount: (minor: bigint) => unknown = moneyNumber,
): Document {
  return {
    id: account.id,
    owner: account.owner,
    branchId: account.branchId,
    currency: account.currency,
    openedOn: account.openedOn,
    balance: amount(account.balanceMinor),
    overdraftLimit: amount(account.overdraftLimitMinor),
  };
}

export function transactionsDocument(account: Account, time: (atMs: number) => string = localTime): Document {
  const newestFirst = account.transactions.slice(-transactionsShownMax).toReversed();
  return {
    accountId: account.id,
    total: account.transactionCount,
    transactions: newestFirst.map((transaction) => transactionDocument(transaction, time)),
  };
}

export function transactionDocument(
  transaction: Transaction,
  time: (atMs: number) => string = localTime,
): Document {
  return {
    id: transaction.id,
    bookedAt: time(transaction.bookedAtMs),
    amount: moneyNumber(transaction.amountMinor),
    text: transaction.text,
  };
}

export function balanceDocument(accountId: string, funds: Funds): Document {
  return {
    accountId,
    currency: 'EUR',
    balance: moneyNumber(funds.balanceMinor),
    held: moneyNumber(funds.heldMinor),
    available: moneyNumber(funds.balanceMinor - funds.heldMinor),
  };
}

export function ratesDocument({ base, asOf, rates }: Rates): Document {
  const numbers = Object.entries(rates).map(([currency, rate]) => [currency, JSON.rawJSON(rate)]);
  return { base, asOf, rates: Object.fromEntries(numbers) };
}

/** `requestId` is left out where it is undefined. */
export function statementDocument(statement: Statement, requestId: string | undefined): Document {
  return {
    id: statement.id,
    accountId: statement.accountId,
    period: statement.period,
    openingBalance: moneyNumber(statement.openingMinor),
    entries: statement.entries.map(({ on, amountMinor, text }) => ({
      on,
      amount: moneyNumber(amountMinor),
      text,
    })),
    closingBalance: moneyNumber(statement.closingMinor),
    requestId,
  };
}

export function reportDocument(report: Report): Document {
  const rows = report.rows.map(({ product, accounts, turnoverMinor }) => ({
    product,
    accounts,
    turnover: moneyNumber(turnoverMinor),
  }));
  return { id: report.id, title: report.title, period: report.period, rows };
}

export function branchDocument(branch: Branch): Document {
  return { ...branch };
}
