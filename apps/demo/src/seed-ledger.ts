import { type Account, type Branch, Ledger, type Rates, type Report, type Statement } from './ledger.ts';
import { accountIds, branchIds, reportIds, statementIds } from './sample-ids.ts';
import { below, pick, type Random, seededRandom } from './seeded-random.ts';

const owners = [
  'Abara',
  'Brandt',
  'Costa',
  'Dahl',
  'Eriksen',
  'Fontaine',
  'Grasso',
  'Hofer',
  'Ivanova',
  'Jansen',
];
const givenNames = ['Ada', 'Bruno', 'Carla', 'David', 'Elif', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jakob'];
const cities = [
  'Aachen',
  'Bremen',
  'Celle',
  'Dresden',
  'Essen',
  'Fulda',
  'Gera',
  'Halle',
  'Ilmenau',
  'Jena',
  'Kiel',
  'Lübeck',
];
const texts = [
  'Rent',
  'Salary',
  'Groceries',
  'Card payment',
  'Transfer',
  'Standing order',
  'Refund',
  'Insurance',
];
const products = ['Current', 'Savings', 'Deposit', 'Card', 'Loan'];
const months = ['2026-01', '2026-02', '2026-03', '2026-04'];

/** Thirty days around the night of 29 March 2026, when the clocks of the bank's seat went forward. */
const firstBookingMs = Date.UTC(2026, 2, 14, 0, 30);
const bookingSpanMinutes = 30 * 24 * 60;

/** The same ledger for the same seed. */
export function seedLedger(seed: number): Ledger {
  const random = seededRandom(seed);
  const accounts = accountIds.map((id) => seedAccount(id, random));
  return new Ledger({
    accounts: byId(accounts),
    branches: byId(branchIds.map((id, index) => seedBranch(id, cities[index % cities.length] ?? '', random))),
    statements: byId(statementIds.map((id, index) => seedStatement(id, index, random))),
    reports: byId(reportIds.map((id, index) => seedReport(id, index, random))),
    rates: seedRates(),
  });
}

function seedAccount(id: string, random: Random): Account {
  const transactions = Array.from({ length: 12 }, () => ({
    bookedAtMs: firstBookingMs + below(random, bookingSpanMinutes) * 60_000,
    amountMinor: randomAmount(random),
    text: pick(random, texts),
  }))
    .toSorted((a, b) => a.bookedAtMs - b.bookedAtMs)
    .map((entry, index) => ({ id: `${id}-${index + 1}`, ...entry }));
  return {
    id,
    owner: `${pick(random, givenNames)} ${pick(random, owners)}`,
    branchId: pick(random, branchIds),
    currency: 'EUR',
    openedOn: `${2001 + below(random, 24)}-0${1 + below(random, 9)}-1${below(random, 10)}`,
    overdraftLimitMinor: BigInt(below(random, 20)) * 10_000n,
    balanceMinor: transactions.reduce((sum, entry) => sum + entry.amountMinor, 500_000n),
    heldMinor: 0n,
    transactions,
    transactionCount: transactions.length,
  };
}

function seedBranch(id: string, city: string, random: Random): Branch {
  return { id, name: `Branch ${city}`, city, phone: `+49 30 ${100_000 + below(random, 900_000)}` };
}

function seedStatement(id: string, index: number, random: Random): Statement {
  const period = months[index % months.length] ?? '2026-01';
  const entries = Array.from({ length: 8 }, (_, day) => ({
    on: `${period}-${String(3 * day + 1 + below(random, 3)).padStart(2, '0')}`,
    amountMinor: randomAmount(random),
    text: pick(random, texts),
  }));
  const openingMinor = BigInt(100_000 + below(random, 900_000));
  return {
    id,
    accountId: accountIds[Math.floor(index / months.length) % accountIds.length] ?? '',
    period,
    openingMinor,
    closingMinor: entries.reduce((sum, entry) => sum + entry.amountMinor, openingMinor),
    entries,
  };
}

function seedReport(id: string, index: number, random: Random): Report {
  const rows = products.map((product) => ({
    product,
    accounts: 20 + below(random, 400),
    turnoverMinor: BigInt(below(random, 2 ** 31)) * 11n,
  }));
  const period = months[index % months.length] ?? '2026-01';
  return { id, title: `Turnover by product, ${cities[index % cities.length]}`, period, rows };
}

function seedRates(): Rates {
  const rates = {
    CHF: '0.94120',
    CZK: '24.71500',
    DKK: '7.46180',
    GBP: '0.86530',
    JPY: '171.40000',
    USD: '1.08340',
  };
  return { base: 'EUR', asOf: '2026-03-27', rates };
}

/** From -400.00 to 499.99, never zero. */
function randomAmount(random: Random): bigint {
  return BigInt(below(random, 90_000) - 40_000) || 1n;
}

function byId<T extends { id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
