import { branchIds, coldAccountIds, hotAccountIds, reportIds, statementIds } from './sample-ids.ts';
import { below, pick, type Random, shuffled } from './seeded-random.ts';

export interface PlannedRequest {
  /** Method and template, as counted. */
  route: string;
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

type Card =
  | 'rates'
  | 'account'
  | 'transactions'
  | 'balance'
  | 'statement'
  | 'report'
  | 'branch'
  | 'book'
  | 'hold';

/** Of 60 requests this many are of each kind; a `book` card is two requests. The right route gets the most. */
const cardsPerDeck: Record<Card, number> = {
  rates: 20,
  statement: 10,
  account: 7,
  transactions: 7,
  balance: 7,
  report: 3,
  branch: 1,
  book: 2,
  hold: 1,
};
const cards = Object.keys(cardsPerDeck).filter((card): card is Card => card in cardsPerDeck);
const deck = cards.flatMap((card) => Array.from({ length: cardsPerDeck[card] }, () => card));

/** What to ask for next: the same for the same seed. The rates of the routes hold over each 60 requests. */
export class TrafficPlan {
  readonly #random: Random;
  #cards: Card[] = [];
  #writes = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Requests that leave at the same moment: mostly one, two for bookings on one account. */
  next(): PlannedRequest[] {
    if (this.#cards.length === 0) this.#cards = shuffled(this.#random, deck);
    const requests = this.#requestsOf(this.#cards.pop() ?? 'rates');
    return requests.map((request) => ({ ...request, headers: { ...this.#client(), ...request.headers } }));
  }

  #requestsOf(card: Card): PlannedRequest[] {
    switch (card) {
      case 'rates':
        return [read('/rates')];
      case 'account':
        return [read('/accounts/:id', pick(this.#random, coldAccountIds))];
      case 'transactions':
        return [read('/accounts/:id/transactions', pick(this.#random, coldAccountIds))];
      case 'balance':
        return [read('/accounts/:id/balance', this.#balanceTarget())];
      case 'statement':
        return [read('/statements/:id', pick(this.#random, statementIds))];
      case 'report':
        return [read('/reports/:id', pick(this.#random, reportIds))];
      case 'branch':
        return [read('/branches/:id', pick(this.#random, branchIds))];
      case 'book':
        return this.#bookTwice();
      case 'hold':
        return [
          write('PATCH', '/accounts/:id', this.#nextWritten(), { held: `${below(this.#random, 90)}.00` }),
        ];
    }
  }

  #bookTwice(): PlannedRequest[] {
    const id = this.#nextWritten();
    return ['Card payment', 'Refund'].map((text) => {
      const amount = `${text === 'Refund' ? '' : '-'}${1 + below(this.#random, 90)}.${10 + below(this.#random, 90)}`;
      return write('POST', '/accounts/:id/transactions', id, { amount, text });
    });
  }

  /** The hot accounts in turn. */
  #nextWritten(): string {
    this.#writes += 1;
    return hotAt(this.#writes);
  }

  /**
   * Half are cold accounts; half are the hot ones that are farthest from their last and their next write, so that no
   * write falls between the legacy's read and the candidate's.
   */
  #balanceTarget(): string {
    if (this.#random() < 0.5) return pick(this.#random, coldAccountIds);
    return hotAt(this.#writes + hotAccountIds.length / 2 + below(this.#random, 3) - 1);
  }

  /** Who asks, for proxies that keep a client on one side. */
  #client(): Record<string, string> {
    return { 'x-client-id': `client-${below(this.#random, 200)}` };
  }
}

function hotAt(turn: number): string {
  return hotAccountIds[turn % hotAccountIds.length] ?? '';
}

function read(template: string, id = ''): PlannedRequest {
  return { route: `GET ${template}`, method: 'GET', path: template.replace(':id', id), headers: {} };
}

function write(
  method: 'POST' | 'PATCH',
  template: string,
  id: string,
  body: Record<string, string>,
): PlannedRequest {
  const path = template.replace(':id', id);
  const headers = { 'content-type': 'application/json' };
  return { route: `${method} ${template}`, method, path, headers, body: JSON.stringify(body) };
}
