import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { found, foundOr404 } from './answers.ts';
import {
  accountDocument,
  balanceDocument,
  branchDocument,
  ratesDocument,
  reportDocument,
  statementDocument,
  transactionDocument,
  transactionsDocument,
} from './documents.ts';
import type { Faults } from './faults.ts';
import type { Answer, Call, ServedRoute } from './json-server.ts';
import type { Ledger } from './ledger.ts';
import { parseMoney } from './money.ts';
import { parseBody } from './parse-body.ts';

const money = z.string().transform((text, context) => {
  const minor = parseMoney(text);
  if (minor !== undefined) return minor;
  context.addIssue({ code: 'custom', message: 'expected a text such as "12.50"' });
  return z.NEVER;
});
const bookingSchema = z.strictObject({ amount: money, text: z.string().min(1).max(140) });
const holdSchema = z.strictObject({ held: money });

/** The old system: every read is right, and all that writes goes here. */
export function legacyRoutes(ledger: Ledger, faults: Readonly<Faults>): ServedRoute[] {
  const { accounts, branches, reports, statements, rates } = ledger.data;
  const requestId = () => (faults.requestId ? randomUUID() : undefined);
  return [
    { method: 'GET', template: '/rates', answer: () => found(ratesDocument(rates)) },
    get('/accounts/:id', (id) => foundOr404(accounts.get(id), (account) => accountDocument(account))),
    get('/accounts/:id/transactions', (id) =>
      foundOr404(accounts.get(id), (account) => transactionsDocument(account)),
    ),
    get('/accounts/:id/balance', (id) =>
      foundOr404(accounts.get(id), (account) => balanceDocument(id, account)),
    ),
    get('/statements/:id', (id) =>
      foundOr404(statements.get(id), (statement) => statementDocument(statement, requestId())),
    ),
    get('/reports/:id', (id) => foundOr404(reports.get(id), reportDocument)),
    get('/branches/:id', (id) => foundOr404(branches.get(id), branchDocument)),
    { method: 'POST', template: '/accounts/:id/transactions', answer: (call) => book(ledger, call) },
    { method: 'PATCH', template: '/accounts/:id', answer: (call) => hold(ledger, call) },
  ];
}

function get(template: string, answer: (id: string) => Answer): ServedRoute {
  return { method: 'GET', template, answer: ({ id }) => answer(id) };
}

function book(ledger: Ledger, { id, body }: Call): Answer {
  const asked = parseBody(bookingSchema, body);
  if (!asked.ok) return asked.answer;
  const { amount, text } = asked.value;
  const transaction = ledger.book(id, { bookedAtMs: Date.now(), amountMinor: amount, text });
  const answer = foundOr404(transaction, (booked) => transactionDocument(booked));
  return transaction ? { ...answer, status: 201 } : answer;
}

function hold(ledger: Ledger, { id, body }: Call): Answer {
  const asked = parseBody(holdSchema, body);
  if (!asked.ok) return asked.answer;
  return foundOr404(ledger.hold(id, asked.value.held), (account) => balanceDocument(id, account));
}
