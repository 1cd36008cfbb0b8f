'use client';

import clsx from 'clsx';
import Link from 'next/link';
import { useState } from 'react';
import { counted, formatBytes, formatCount, formatDuration, formatMs } from '../../client/format.ts';
import { type InstanceState, instanceState, instanceStateNames } from '../../client/instance-state.ts';
import { spoolWarning } from '../../client/spool-words.ts';
import type { InstanceRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Mark, type Mood, moodText } from '../ui/mark.tsx';
import { Term } from '../ui/term.tsx';
import { When } from '../ui/when.tsx';
import { RetireDialog } from './retire-dialog.tsx';

const moods: Record<InstanceState, Mood> = {
  obeying: 'good',
  behind: 'warn',
  lagging: 'warn',
  lost: 'bad',
  retired: 'none',
};

export function InstanceCard({ row, revision }: { row: InstanceRow; revision: number }) {
  const [retiring, setRetiring] = useState(false);
  const state = instanceState(row, revision);
  const { health } = row;
  const warning = health && spoolWarning(health);
  return (
    <section
      aria-label={`Instance ${row.instance}`}
      className="rounded-lg border border-line bg-surface shadow-lift"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5">
        <h2 className="text-sm font-semibold">{row.instance}</h2>
        <span className={clsx('flex items-center gap-1.5 text-xs font-medium', moodText(moods[state]))}>
          <Mark mood={moods[state]} />
          {instanceStateNames[state]}
        </span>
        <span className="ml-auto text-xs text-ink-3">
          last heard <When atMs={row.lastSeenMs} />
        </span>
        {row.connected ? null : (
          <Button size="sm" onClick={() => setRetiring(true)}>
            Retire
          </Button>
        )}
      </header>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 px-4 py-3 sm:grid-cols-3">
        <Figure name="Config revision" hint="What it obeys, of the newest there is.">
          {row.appliedRevision} <span className="font-normal text-ink-3">of {revision}</span>
        </Figure>
        <Figure name="Started">
          <When atMs={row.startedAtMs} />
        </Figure>
        <Figure
          name="Last batch acked"
          hint="The number of the last batch of events that is safely in the database."
        >
          {formatCount(row.ackedSeq)}
        </Figure>
        {health ? (
          <>
            <Figure name="Spool" hint="Events that wait and are not acked yet.">
              {formatCount(health.spoolBatches)} {health.spoolBatches === 1 ? 'batch' : 'batches'}{' '}
              <span className="font-normal text-ink-3">{formatBytes(health.spoolBytes)}</span>
            </Figure>
            <Figure
              name="Lag"
              hint="Age of the oldest batch that may not be acked, silence included. From 10 s on the gate stays closed."
            >
              {row.lagMs === null ? '–' : row.lagMs < 1000 ? formatMs(row.lagMs) : formatDuration(row.lagMs)}
            </Figure>
            <Figure name="Events dropped" hint="Lost because the spool was full. Each loss is a gap.">
              {formatCount(health.droppedEvents)}
            </Figure>
            <Figure name="Memory">{formatBytes(health.memoryBytes)}</Figure>
            <Figure name="Event loop delay p99" hint="How long its one thread kept others waiting.">
              {formatMs(health.eventLoopDelayP99Ms)}
            </Figure>
            <Figure
              name="Spool id"
              hint="The random id of this run's queue. Names of instances are only labels."
            >
              <span className="font-mono text-xs">{row.spool.slice(0, 8)}</span>
            </Figure>
          </>
        ) : (
          <p className="col-span-2 text-xs text-ink-2">It has not reported its health yet.</p>
        )}
      </dl>
      {health ? (
        <div className="grid gap-x-4 border-t border-line px-4 py-2">
          <Upstream name="Legacy" {...health.upstreams.legacy} known={row.connected} />
          <Upstream name="Candidate" {...health.upstreams.candidate} known={row.connected} />
          {row.connected ? null : (
            <p className="mt-1 text-xs text-ink-3">
              All as last reported, <When atMs={health.at} />.
            </p>
          )}
        </div>
      ) : null}
      {warning ? (
        <p className="border-t border-line bg-warn-soft px-4 py-2 text-xs font-medium text-warn">{warning}</p>
      ) : null}
      {row.heldBack.length === 0 ? null : (
        <div className="border-t border-line bg-warn-soft px-4 py-2 text-xs text-warn">
          <p className="font-medium">
            It keeps {counted(row.heldBack.length, 'route')} in shadow after a rollback of its own, until a
            newer version names that rollback:
          </p>
          <ul className="mt-0.5 font-mono">
            {row.heldBack.map(({ routeId, route }) => (
              <li key={routeId}>
                <Link href={`/routes/${routeId}`} className="hover:underline">
                  {route}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {retiring ? <RetireDialog row={row} onClose={() => setRetiring(false)} /> : null}
    </section>
  );
}

function Figure({ name, hint, children }: { name: string; hint?: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{hint ? <Term hint={hint}>{name}</Term> : name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}

interface UpstreamProps {
  name: 'Legacy' | 'Candidate';
  origin: string;
  reachable: boolean | null;
  /** The report is of now, and not the last one of an instance that is gone. */
  known: boolean;
}

function Upstream({ name, origin, reachable, known }: UpstreamProps) {
  const mood = reachable === null || !known ? 'none' : reachable ? 'good' : 'bad';
  const words = reachable === null ? 'not tried yet' : reachable ? 'reachable' : 'not reachable';
  return (
    <div className="flex min-w-0 items-center gap-2 py-0.5 text-xs">
      <Mark mood={mood} />
      <span className={clsx('font-medium', name === 'Legacy' ? 'text-legacy' : 'text-candidate')}>
        {name}
      </span>
      <span className="min-w-0 truncate font-mono text-ink-2">{origin}</span>
      <span className={clsx('ml-auto shrink-0', mood === 'bad' ? 'font-medium text-bad' : 'text-ink-3')}>
        {known ? words : `was ${words}`}
      </span>
    </div>
  );
}
