'use client';

import clsx from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import { formatPerSecond } from '../../client/format.ts';
import type { RouteFilter, RouteSort } from '../../client/route-order.ts';
import { routeVerdict, verdictNames } from '../../client/route-verdict.ts';
import { useNarrow } from '../../client/use-narrow.ts';
import { whoAnswers } from '../../client/who-answers.ts';
import type { ListedRoute } from '../../contract.ts';
import { RouteLabel } from '../route-label.tsx';
import { StageBadge, StageWithAnswerer } from '../stage-badge.tsx';
import { GateCell } from './gate-cell.tsx';
import { MismatchSpark } from './mismatch-spark.tsx';
import { OverheadCell, RateCell, WindowCell } from './route-cells.tsx';
import { VerdictMark } from './verdict-mark.tsx';

interface RoutesTableProps {
  routes: readonly ListedRoute[];
  filter: RouteFilter;
  onSort: (sort: RouteSort) => void;
}

const columns: readonly { sort: RouteSort | null; label: string; className: string }[] = [
  { sort: 'route', label: 'Route', className: 'text-left pl-4' },
  { sort: 'stage', label: 'Stage', className: 'w-32 text-left' },
  { sort: null, label: 'Gate', className: 'w-54 text-left' },
  { sort: null, label: 'In the window', className: 'w-32 text-left @max-[68rem]:hidden' },
  { sort: 'rate', label: 'Mismatch rate', className: 'w-53 text-left' },
  { sort: 'overhead', label: 'Overhead', className: 'w-29 text-right' },
  { sort: 'traffic', label: 'Traffic', className: 'w-26 text-right pr-4' },
];

export function RoutesTable(props: RoutesTableProps) {
  return useNarrow() ? <RouteCards routes={props.routes} /> : <WideTable {...props} />;
}

function WideTable({ routes, filter, onSort }: RoutesTableProps) {
  return (
    <table className="w-full table-fixed border-collapse">
      <thead>
        <tr className="text-xs text-ink-3">
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              aria-sort={
                column.sort !== filter.sort ? undefined : filter.descending ? 'descending' : 'ascending'
              }
              className={clsx(
                'sticky top-12 z-20 h-9 border-b border-line bg-surface px-3 font-medium xl:top-0',
                column.className,
              )}
            >
              {column.sort === null ? (
                column.label
              ) : (
                <SortButton column={{ ...column, sort: column.sort }} filter={filter} onSort={onSort} />
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <WideRow key={route.id} route={route} />
        ))}
      </tbody>
    </table>
  );
}

interface SortButtonProps extends Pick<RoutesTableProps, 'filter' | 'onSort'> {
  column: { sort: RouteSort; label: string };
}

function SortButton({ column, filter, onSort }: SortButtonProps) {
  const active = filter.sort === column.sort;
  const Arrow = filter.descending ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSort(column.sort)}
      className={clsx('inline-flex items-center gap-1 hover:text-ink', active && 'text-ink')}
    >
      {column.label}
      {active ? <Arrow className="size-3" aria-hidden /> : null}
    </button>
  );
}

function WideRow({ route }: { route: ListedRoute }) {
  const verdict = routeVerdict(route);
  return (
    <tr className="relative border-b border-line align-top last:border-b-0 hover:bg-sunken [&>td]:px-3 [&>td]:py-2.5">
      <td className="!pl-4">
        <div className="flex gap-2.5">
          <VerdictMark verdict={verdict} className="mt-0.75" />
          <div className="min-w-0">
            <Link href={`/routes/${route.id}`} className="text-sm font-medium after:absolute after:inset-0">
              <RouteLabel method={route.method} template={route.template} />
            </Link>
            <div className="mt-1 text-xs text-ink-3">
              {verdictNames[verdict]}
              {route.policy === 'proven' ? null : <span> · policy {route.policy}</span>}
            </div>
          </div>
        </div>
      </td>
      <td>
        <StageWithAnswerer route={route} />
      </td>
      <td>
        <GateCell route={route} />
      </td>
      <td className="@max-[68rem]:hidden">
        <WindowCell route={route} />
      </td>
      <td>
        <RateCell route={route} />
      </td>
      <td className="text-right">
        <OverheadCell route={route} />
      </td>
      <td className="!pr-4 text-right">
        <div className={clsx(route.requestsPerSecond === 0 && 'text-ink-3')}>
          {formatPerSecond(route.requestsPerSecond)}
        </div>
        <div className="mt-1 ml-auto w-20">
          <MismatchSpark perSecond={route.recentMismatches} />
        </div>
      </td>
    </tr>
  );
}

function RouteCards({ routes }: { routes: readonly ListedRoute[] }) {
  return (
    <ul>
      {routes.map((route) => (
        <RouteCard key={route.id} route={route} />
      ))}
    </ul>
  );
}

/** Who answers is said on a narrow page only where it is not what the stage says. */
function Doubt({ route }: { route: ListedRoute }) {
  const { state, short } = whoAnswers(route);
  if (state === 'known') return null;
  return (
    <p
      className={clsx(
        'mt-1 pl-6 text-xs font-medium text-pretty',
        state === 'failing' ? 'text-bad' : 'text-warn',
      )}
    >
      {short}
    </p>
  );
}

function RouteCard({ route }: { route: ListedRoute }) {
  const verdict = routeVerdict(route);
  return (
    <li className="relative border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex items-start gap-2.5">
        <VerdictMark verdict={verdict} className="mt-0.75" />
        <Link
          href={`/routes/${route.id}`}
          className="min-w-0 flex-1 text-sm font-medium after:absolute after:inset-0"
        >
          <RouteLabel method={route.method} template={route.template} />
        </Link>
        <StageBadge stage={route.stage} share={route.canaryShare} />
      </div>
      <Doubt route={route} />
      <div className="mt-2.5 grid grid-cols-[minmax(0,1fr)_auto] gap-x-5 gap-y-3 pl-6">
        <GateCell route={route} />
        <div className="text-right">
          <div className={clsx(route.requestsPerSecond === 0 && 'text-ink-3')}>
            {formatPerSecond(route.requestsPerSecond)}
          </div>
          <div className="mt-1 ml-auto w-20">
            <MismatchSpark perSecond={route.recentMismatches} />
          </div>
        </div>
        <RateCell route={route} />
        <WindowCell route={route} />
      </div>
    </li>
  );
}
