'use client';

import clsx from 'clsx';
import { Search } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { routesSearchParams } from '../../app/search-params.ts';
import { counted } from '../../client/format.ts';
import { orderRoutes, type RouteSort, routeSorts } from '../../client/route-order.ts';
import type { FleetSummary } from '../../client/route-verdict.ts';
import type { RoutesScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { EmptyFace } from '../ui/faces.tsx';
import { SelectInput, TextInput } from '../ui/field.tsx';
import { RoutesTable } from './routes-table.tsx';
import { VerdictFilter } from './verdict-filter.tsx';

const sortNames: Record<RouteSort, string> = {
  attention: 'Most urgent first',
  route: 'By template',
  stage: 'By stage',
  rate: 'By mismatch rate',
  overhead: 'By overhead',
  traffic: 'By traffic',
};

export function RoutesPanel({ screen, summary }: { screen: RoutesScreen; summary: FleetSummary }) {
  const [params, setParams] = useQueryStates(routesSearchParams, { history: 'replace' });
  const filter = { text: params.q, verdict: params.verdict, sort: params.sort, descending: params.reverse };
  const shown = orderRoutes(screen.routes, filter);
  const sortBy = (sort: RouteSort) =>
    void setParams({ sort, reverse: sort === params.sort ? !params.reverse : false });

  if (screen.routes.length === 0) return <NoRoutes discovered={screen.discovered.length} />;
  return (
    <section
      aria-label="All routes"
      className="@container rounded-lg border border-line bg-surface shadow-lift"
    >
      <VerdictFilter
        summary={summary}
        value={params.verdict}
        onChange={(verdict) => void setParams({ verdict })}
      />
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <div className="relative w-full sm:w-72">
          <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden />
          <TextInput
            type="search"
            aria-label="Filter routes"
            placeholder="Filter by template, method or stage"
            className="pl-8"
            value={params.q}
            onChange={(event) => void setParams({ q: event.target.value })}
          />
        </div>
        <SelectInput
          aria-label="Order"
          className="!w-auto"
          value={params.sort}
          onChange={(event) => {
            const chosen = routeSorts.find((sort) => sort === event.target.value);
            if (chosen) void setParams({ sort: chosen, reverse: false });
          }}
        >
          {routeSorts.map((sort) => (
            <option key={sort} value={sort}>
              {sortNames[sort]}
            </option>
          ))}
        </SelectInput>
        <span className="ml-auto text-xs text-ink-3" role="status">
          {shown.length === screen.routes.length
            ? counted(screen.routes.length, 'route')
            : `${shown.length} of ${counted(screen.routes.length, 'route')}`}
        </span>
      </div>
      {shown.length > 0 ? (
        <RoutesTable routes={shown} filter={filter} onSort={sortBy} />
      ) : (
        <EmptyFace
          icon={<Search />}
          title="No route matches this filter"
          action={<Button onClick={() => void setParams({ q: null, verdict: null })}>Show all routes</Button>}
        >
          {screen.routes.length === 1
            ? 'One route is there.'
            : `${counted(screen.routes.length, 'route')} are there.`}
        </EmptyFace>
      )}
    </section>
  );
}

const steps = [
  {
    title: 'Send requests through the proxy',
    words: 'The legacy answers them. Each template that the proxy sees shows up here.',
  },
  { title: 'Adopt a template', words: 'One click makes it a route. It is off: still nothing is compared.' },
  {
    title: 'Promote it to shadow',
    words: 'The candidate gets a copy of each request, and the answers are compared. Clients notice nothing.',
  },
  {
    title: 'Promote it to live',
    words: 'Once the gate is open: the answers are proven equal, and as fast. Rolling back takes one click.',
  },
] as const;

/** What to do with an empty house. */
function NoRoutes({ discovered }: { discovered: number }) {
  const next = discovered > 0 ? 1 : 0;
  return (
    <section
      aria-label="No routes yet"
      className="rounded-lg border border-line bg-surface px-5 py-6 shadow-lift"
    >
      <h2 className="text-lg font-semibold">No routes yet</h2>
      <p className="mt-1 text-ink-2">
        {discovered > 0
          ? 'The proxy has seen traffic. Adopt a template below to have it compared.'
          : 'No traffic has been seen so far. Everything that comes goes to the legacy.'}
      </p>
      <ol className="mt-5 grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
        {steps.map((step, at) => (
          <li
            key={step.title}
            aria-current={at === next ? 'step' : undefined}
            className={clsx('border-t-2 pt-3', at === next ? 'border-candidate' : 'border-line')}
          >
            <span className="text-xs text-ink-3">
              {at < next ? 'Done' : at === next ? 'Next' : `Step ${at + 1}`}
            </span>
            <h3 className="mt-0.5 font-medium">{step.title}</h3>
            <p className="mt-1 text-xs text-pretty text-ink-2">{step.words}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
