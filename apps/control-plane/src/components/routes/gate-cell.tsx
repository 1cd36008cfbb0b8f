'use client';

import clsx from 'clsx';
import { LockOpen } from 'lucide-react';
import { conditionShort } from '../../client/condition-short.ts';
import { conditionNames } from '../../client/gate-words.ts';
import { targetWords } from '../../client/move-words.ts';
import { useNow } from '../../client/now.ts';
import { needsStickyKey } from '../../client/route-verdict.ts';
import { relativeTime } from '../../client/time-words.ts';
import type { ListedRoute } from '../../contract.ts';
import { Term } from '../ui/term.tsx';

/** Open, or how many conditions are met and what the first unmet one still wants. */
export function GateCell({ route }: { route: ListedRoute }) {
  const now = useNow();
  if (route.stage === 'off') return <span className="text-xs text-ink-3">no evidence while off</span>;
  const { gate } = route;
  if (gate.open) {
    return (
      <div className="flex flex-wrap items-center gap-x-1.5 font-medium text-good">
        <LockOpen className="size-3.5 shrink-0" aria-hidden strokeWidth={2.25} />
        Open
        {route.nextStage ? (
          <span className="font-normal text-ink-2">
            to {targetWords({ to: route.nextStage, canaryShare: route.nextCanaryShare })}
          </span>
        ) : null}
        {needsStickyKey(route) ? (
          <span className="basis-full text-xs font-normal text-warn">a sticky key is needed first</span>
        ) : null}
      </div>
    );
  }
  const unmet = gate.firstUnmet;
  return (
    <div className="space-y-1">
      <div className="flex items-center gap-2">
        <span aria-hidden className="flex gap-px">
          {gate.conditions.map((condition) => (
            <span
              key={condition.id}
              className={clsx(
                'h-2 w-2 rounded-[2px] border',
                condition.met ? 'border-good bg-good' : 'border-control',
              )}
            />
          ))}
        </span>
        <span className="text-xs text-ink-2">
          {gate.conditions.filter(({ met }) => met).length} of {gate.conditions.length} met
        </span>
      </div>
      {unmet ? (
        <Term hint={unmet.words} className="relative z-10 w-fit text-xs text-ink-2 !no-underline">
          <span className="font-medium text-ink">{conditionNames[unmet.id]}</span> {conditionShort(unmet)}
          {unmet.metAtMs === null ? null : (
            <span className="whitespace-nowrap"> · {relativeTime(unmet.metAtMs, now)}</span>
          )}
        </Term>
      ) : null}
    </div>
  );
}
