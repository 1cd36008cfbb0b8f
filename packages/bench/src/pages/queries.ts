import type { AppRouter } from '@delta-guard/control-plane/app-router';
import type { MeasuredControlPlane } from '../control-plane/start.ts';

type Call = MeasuredControlPlane['call'];
/** Asks once, as a page does; `turn` rises, so that not always the same is asked. */
type Ask = (turn: number) => Promise<unknown>;

export interface PageQuery {
  name: string;
  ask: Ask;
}

type Procedures = AppRouter['_def']['record'];
type QueriesOf<Router> = {
  [Name in keyof Router]: Router[Name] extends { _def: { type: 'query' } } ? Name : never;
}[keyof Router];
/** `routes.screen` and so on: whatever can be asked. */
type QueryPath = {
  [Name in keyof Procedures & string]: `${Name}.${QueriesOf<Procedures[Name]> & string}`;
}[keyof Procedures & string];

const ranges = ['15m', '1h', '6h', '24h'] as const;
const deepPages = 40;

/** Every query behind a page, each in the ways that differ in work. One that is missing here is an error of types. */
export async function pageQueries({ call }: MeasuredControlPlane): Promise<PageQuery[]> {
  const found = await findSubjects(call);
  const asks: Record<QueryPath, Record<string, Ask>> = {
    'routes.screen': { '': () => call.routes.screen.query() },
    'routes.detail': detailAsks(call, found),
    'deltas.list': listAsks(call, found),
    'deltas.detail': { '': (turn) => call.deltas.detail.query({ deltaId: found.deltaAt(turn) }) },
    'rules.screen': { '': () => call.rules.screen.query() },
    'rules.preview': previewAsks(call, found),
    'rules.suggestions': {
      '': (turn) => call.rules.suggestions.query({ routeId: found.routeAt(turn) }),
      hot: () => call.rules.suggestions.query({ routeId: found.hot }),
    },
    'evidence.screen': {
      '': (turn) => call.evidence.screen.query({ evidenceId: found.evidenceAt(turn) }),
    },
    'instances.screen': { '': () => call.instances.screen.query() },
    'storage.screen': { '': () => call.storage.screen.query() },
    'policies.screen': { '': () => call.policies.screen.query() },
    'freezes.screen': { '': () => call.freezes.screen.query() },
  };
  return Object.entries(asks).flatMap(([path, ways]) =>
    Object.entries(ways).map(([way, ask]) => ({ name: way === '' ? path : `${path}, ${way}`, ask })),
  );
}

interface Subjects {
  /** The route with most samples. */
  hot: string;
  signatureId: string | undefined;
  deepCursor: string | null;
  routeAt: (turn: number) => string;
  deltaAt: (turn: number) => string;
  evidenceAt: (turn: number) => string;
}

async function findSubjects(call: Call): Promise<Subjects> {
  const { routes } = await call.routes.screen.query();
  const ids = routes.map(({ id }) => id);
  const hot = await hottest(call, ids);
  const { signatures, moves } = await call.routes.detail.query({ routeId: hot, range: '15m' });
  const { rows } = await call.deltas.list.query({ routeId: hot });
  const at = (of: readonly { id: string }[]) => (turn: number) => of[turn % of.length]?.id ?? '';
  return {
    hot,
    signatureId: signatures[0]?.id,
    deepCursor: await deepCursorOf(call, hot),
    routeAt: at(routes),
    deltaAt: at(rows),
    evidenceAt: at(moves),
  };
}

function detailAsks(call: Call, { hot, routeAt }: Subjects): Record<string, Ask> {
  const asks = ranges.map((range): [string, Ask] => [
    range,
    (turn) => call.routes.detail.query({ routeId: routeAt(turn), range }),
  ]);
  return {
    ...Object.fromEntries(asks),
    'hot 24h': () => call.routes.detail.query({ routeId: hot, range: '24h' }),
  };
}

function listAsks(call: Call, { hot, routeAt, signatureId, deepCursor }: Subjects): Record<string, Ask> {
  const { list } = call.deltas;
  const cursor = deepCursor === null ? {} : { cursor: deepCursor };
  const signature = signatureId === undefined ? {} : { signatureId };
  return {
    '': (turn) => list.query({ routeId: routeAt(turn) }),
    hot: () => list.query({ routeId: hot }),
    [`page ${deepPages}`]: () => list.query({ routeId: hot, ...cursor }),
    'of a signature': () => list.query({ routeId: hot, ...signature }),
  };
}

function previewAsks(call: Call, { routeAt }: Subjects): Record<string, Ask> {
  const place = { in: 'body', path: '$.entries[*].field1' } as const;
  const draft = { ruleId: null, place, action: { do: 'ignore' } } as const;
  return {
    'a route': (turn) => call.rules.preview.query({ ...draft, routeId: routeAt(turn) }),
    'all routes': () => call.rules.preview.query({ ...draft, routeId: null }),
  };
}

async function hottest(call: Call, ids: readonly string[]): Promise<string> {
  let found = { id: ids[0] ?? '', samples: -1 };
  for (const id of ids) {
    const { samples } = await call.deltas.list.query({ routeId: id });
    if (samples > found.samples) found = { id, samples };
  }
  return found.id;
}

async function deepCursorOf(call: Call, routeId: string): Promise<string | null> {
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
