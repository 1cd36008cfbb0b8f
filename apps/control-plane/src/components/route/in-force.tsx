'use client';

import clsx from 'clsx';
import { X } from 'lucide-react';
import { appliedWords } from '../../client/applied-words.ts';
import { useReached } from '../../client/live.tsx';
import { targetWords } from '../../client/move-words.ts';
import { useNow } from '../../client/now.ts';
import type { RouteRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import type { OrderedMove } from './move-dialog.tsx';

interface InForceProps {
  route: RouteRow;
  ordered: OrderedMove | null;
  onDismiss: () => void;
}

/** How far a change has come. It says "done" only when every instance obeys. */
export function InForce({ route, ordered, onDismiss }: InForceProps) {
  const now = useNow();
  const words = appliedWords(route.appliedBy, now);
  const reached = useReached();
  const recorded = ordered === null || route.version > ordered.versionBefore;
  const done = words.done && recorded;
  // What was ordered here may be overtaken, as by the guard: then only what holds now is said.
  const overtaken = ordered !== null && recorded && route.stage !== ordered.to;
  if ((ordered === null || overtaken) && (done || route.appliedBy.total === 0)) return null;
  const what =
    ordered === null || overtaken
      ? `Stage ${targetWords({ to: route.stage, canaryShare: route.canaryShare })}`
      : ordered.kind === 'promote'
        ? `Promoted to ${targetWords(ordered)}`
        : `Rolled back to ${ordered.to}`;
  return (
    <div
      role="status"
      data-testid="in-force"
      data-done={done}
      className={clsx(
        'mb-4 flex items-start gap-2.5 rounded-lg border px-4 py-2.5',
        reached
          ? done
            ? 'border-good/40 bg-good-soft'
            : 'border-warn/40 bg-warn-soft'
          : 'border-line-strong bg-sunken text-ink-2',
      )}
    >
      <Mark mood={reached ? (done ? 'good' : 'warn') : 'none'} className="mt-0.75" />
      <div className="min-w-0 flex-1 text-pretty">
        <span className="font-medium">{what}.</span> {reached ? '' : 'As last heard, and not known now: '}
        {recorded ? `${done ? 'Done: i' : 'I'}${words.headline.slice(1)}` : 'On its way to the instances'}
        {recorded && words.behind.length > 0 ? `; ${words.behind.join('; ')}` : ''}.
      </div>
      {ordered !== null && done ? (
        <button
          type="button"
          aria-label="Dismiss"
          onClick={onDismiss}
          className="rounded p-0.5 text-ink-2 hover:text-ink"
        >
          <X className="size-4" aria-hidden />
        </button>
      ) : null}
    </div>
  );
}
