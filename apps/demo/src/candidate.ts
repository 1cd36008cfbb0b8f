import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { found, foundOr404 } from './answers.ts';
import type { BalanceCache } from './balance-cache.ts';
import {
  accountDocument,
  balanceDocument,
  branchDocument,
  type Document,
  ratesDocument,
  reportDocument,
  statementDocument,
  transactionsDocument,
} from './documents.ts';
import type { Faults } from './faults.ts';
import type { ServedRoute } from './json-server.ts';
import type { Ledger } from './ledger.ts';
import { localTime, localTimeWithoutItsZone } from './local-time.ts';
import { moneyNumber, moneyText } from './money.ts';

export interface CandidateParts {
  ledger: Ledger;
  faults: Readonly<Faults>;
  cache: BalanceCache;
}

const slowByMs = 8;

/** The service that is to replace the legacy: reads only, right where its faults are off. */
export function candidateRoutes({ ledger, faults, cache }: CandidateParts): ServedRoute[] {
  const { accounts, branches, reports, statements, rates } = ledger.data;
  const amount = (minor: bigint) => (faults.amounts ? moneyText(minor) : moneyNumber(minor));
  const time = (atMs: number) => (faults.timezone ? localTimeWithoutItsZone(atMs) : localTime(atMs));
  const funds = (id: string) => (faults.staleCache ? cache.read(id) : accounts.get(id));
  const requestId = () => (faults.requestId ? randomUUID() : undefined);
  const slowDown = () => (faults.slow ? wait(slowByMs) : undefined);
  return [
    { method: 'GET', template: '/rates', answer: () => found(ratesDocument(rates)) },
    {
      method: 'GET',
      template: '/accounts/:id',
      answer: ({ id }) =>
        foundOr404(accounts.get(id), (account) => reordered(accountDocument(account, amount))),
    },
    {
      method: 'GET',
      template: '/accounts/:id/transactions',
      answer: ({ id }) => foundOr404(accounts.get(id), (account) => transactionsDocument(account, time)),
    },
    {
      method: 'GET',
      template: '/accounts/:id/balance',
      answer: ({ id }) => foundOr404(funds(id), (known) => balanceDocument(id, known)),
    },
    {
      method: 'GET',
      template: '/statements/:id',
      answer: ({ id }) => foundOr404(statements.get(id), (found) => statementDocument(found, requestId())),
    },
    {
      method: 'GET',
      template: '/reports/:id',
      answer: async ({ id }) => {
        await slowDown();
        return foundOr404(reports.get(id), reportDocument);
      },
    },
    {
      method: 'GET',
      template: '/branches/:id',
      answer: ({ id }) => foundOr404(branches.get(id), branchDocument),
    },
  ];
}

/** Another order of members is the same JSON: no comparison may count it. */
function reordered(document: Document): Document {
  return Object.fromEntries(Object.entries(document).toReversed());
}
