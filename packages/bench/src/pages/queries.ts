import type { MeasuredControlPlane } from '../control-plane/start.ts';

export interface PageQuery {
  name: string;
  /** Asks once, as a page does; `turn` rises, so that not always the same is asked. */
  ask: (turn: number) => Promise<unknown>;
}

const ranges = ['15m', '1h', '6h', '24h'] as const;
const deepPages = 40;

/** Every query behind a page. */
export async function pageQueries({ call }: MeasuredControlPlane): Promise<PageQuery[]> {
  const { routes } = await call.routes.screen.query();
  const ids = routes.map(({ id }) => id);
  const at = (turn: number) => ids[turn % ids.length] ?? '';
  const hot = await hottest(call, ids);
  const { signatures } = await call.routes.detail.query({ routeId: hot, range: '15m' });
  const signatureId = signatures[0]?.id;
  const deep = await deepCursor(call, hot);
  const { rows } = await call.deltas.list.query({ routeId: hot });
  const deltaAt = (turn: number) => rows[turn % rows.length]?.id ?? '';
  const place = { in: 'body', path: '$.entries[*].field1' } as const;
  return [
    { name: 'routes.screen', ask: () => call.routes.screen.query() },
    ...ranges.map((range) => ({
      name: `routes.detail ${range}`,
      ask: (turn: number) => call.routes.detail.query({ routeId: at(turn), range }),
    })),
    { name: 'routes.detail, hot', ask: () => call.routes.detail.query({ routeId: hot, range: '24h' }) },
    { name: 'deltas.list', ask: (turn) => call.deltas.list.query({ routeId: at(turn) }) },
    { name: 'deltas.list, hot', ask: () => call.deltas.list.query({ routeId: hot }) },
    {
      name: `deltas.list, page ${deepPages}`,
      ask: () => call.deltas.list.query({ routeId: hot, ...(deep === null ? {} : { cursor: deep }) }),
    },
    {
      name: 'deltas.list of a signature',
      ask: () =>
        call.deltas.list.query({ routeId: hot, ...(signatureId === undefined ? {} : { signatureId }) }),
    },
    { name: 'deltas.detail', ask: (turn) => call.deltas.detail.query({ deltaId: deltaAt(turn) }) },
    { name: 'rules.screen', ask: () => call.rules.screen.query() },
    {
      name: 'rules.preview, a route',
      ask: (turn) =>
        call.rules.preview.query({ ruleId: null, routeId: at(turn), place, action: { do: 'ignore' } }),
    },
    { name: 'instances.screen', ask: () => call.instances.screen.query() },
    { name: 'storage.screen', ask: () => call.storage.screen.query() },
    { name: 'policies.screen', ask: () => call.policies.screen.query() },
    { name: 'freezes.screen', ask: () => call.freezes.screen.query() },
  ];
}

type Call = MeasuredControlPlane['call'];

/** The route with most samples. */
async function hottest(call: Call, ids: readonly string[]): Promise<string> {
  let found = { id: ids[0] ?? '', samples: -1 };
  for (const id of ids) {
    const { samples } = await call.deltas.list.query({ routeId: id });
    if (samples > found.samples) found = { id, samples };
  }
  return found.id;
}

async function deepCursor(call: Call, routeId: string): Promise<string | null> {
  let cursor: string | null = null;
  for (let page = 1; page < deepPages; page += 1) {
    const list: { nextCursor: string | null } = await call.deltas.list.query({
      routeId,
      ...(cursor === null ? {} : { cursor }),
    });
    if (list.nextCursor === null) break;
    cursor = list.nextCursor;
  }
  return cursor;
}
