/** A kind of change from one body to the other. */
export type Change = 'equal' | 'one' | 'reordered' | 'inserted' | 'all';

export const changes: readonly Change[] = ['equal', 'one', 'reordered', 'inserted', 'all'];

interface Order {
  id: string;
  status: string;
  total: number;
  currency: string;
  customer: { id: string; email: string; name: string };
  createdAt: string;
  lines: { sku: string; quantity: number; price: number }[];
  note: string | null;
  gift: boolean;
}

interface Page {
  total: number;
  next: string | null;
  items: Order[];
}

/** A page of orders, such as services answer, of about so many bytes of JSON. The same every time. */
function pageOf(bytes: number): Page {
  const random = generator(bytes);
  const items: Order[] = [];
  for (let size = 60; size < bytes - 200; ) {
    const order = orderOf(items.length, random);
    items.push(order);
    size += JSON.stringify(order).length + 1;
  }
  return { total: items.length, next: null, items };
}

/** The two bodies of a case. */
export function bodiesOf(bytes: number, change: Change): { legacy: Buffer; candidate: Buffer } {
  const page = pageOf(bytes);
  return {
    legacy: Buffer.from(JSON.stringify(page)),
    candidate: Buffer.from(JSON.stringify(changed(page, change))),
  };
}

/** The bodies of one long array, with an element more in the middle of the second. */
export function longArrays(length: number): { legacy: Buffer; candidate: Buffer } {
  const elements = Array.from({ length }, (_, at) => ({ n: at, text: `element ${at}` }));
  const more = elements.toSpliced(length >> 1, 0, { n: -1, text: 'inserted' });
  return { legacy: Buffer.from(JSON.stringify(elements)), candidate: Buffer.from(JSON.stringify(more)) };
}

function changed(page: Page, change: Change): unknown {
  const middle = page.items.length >> 1;
  switch (change) {
    case 'equal':
      return page;
    case 'one':
      return {
        ...page,
        items: page.items.map((item, at) => (at === middle ? { ...item, total: -1 } : item)),
      };
    case 'reordered':
      return reordered(page);
    case 'inserted':
      return { ...page, items: page.items.toSpliced(middle, 0, orderOf(1_000_000, generator(1))) };
    case 'all':
      return { ...page, items: page.items.map(differing) };
  }
}

function differing(order: Order): Order {
  return {
    ...order,
    status: `${order.status}!`,
    total: order.total + 1,
    createdAt: order.createdAt.replace('Z', '+01:00'),
  };
}

/** The same with the members of each object in reverse. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reordered(member)]),
  );
}

function orderOf(at: number, random: () => number): Order {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
  const day = String(1 + (at % 28)).padStart(2, '0');
  return {
    id: uuid(),
    status: ['open', 'paid', 'shipped', 'returned'][at % 4] ?? 'open',
    total: Math.round(random() * 1e5) / 100,
    currency: 'EUR',
    customer: { id: uuid(), email: `customer${at}@example.com`, name: `Customer Number ${at}` },
    createdAt: `2026-01-${day}T10:00:00Z`,
    lines: [
      { sku: `SKU-${hex(6)}`, quantity: 1 + (at % 4), price: 19.99 },
      { sku: `SKU-${hex(6)}`, quantity: 1, price: Math.round(random() * 1e4) / 100 },
    ],
    note: at % 3 === 0 ? 'Please leave the parcel with the neighbour on the second floor.' : null,
    gift: at % 2 === 0,
  };
}

/** Numbers from 0 to 1 (a linear congruential generator), so that every run measures the same bodies. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
