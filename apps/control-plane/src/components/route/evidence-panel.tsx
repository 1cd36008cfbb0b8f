import clsx from 'clsx';
import type { ReactNode } from 'react';
import { boundScale } from '../../client/bound-scale.ts';
import { formatCount, formatOverheadMs, formatRate, formatUpperBound } from '../../client/format.ts';
import { epochCauseWords } from '../../client/history-words.ts';
import { notComparedWords } from '../../client/not-compared-words.ts';
import type { RouteScreen } from '../../contract.ts';
import { BoundBar } from '../routes/bound-bar.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';
import { When } from '../ui/when.tsx';
import { UnfinishedList } from './unfinished-list.tsx';

/** The figures of the epoch: what was seen, and what it proves. */
export function EvidencePanel({ screen }: { screen: RouteScreen }) {
  const { route } = screen;
  const { epoch } = route;
  if (epoch === null) {
    return (
      <Panel title="Evidence">
        <p className="px-4 py-6 text-sm text-ink-2">
          No epoch has begun. Evidence is gathered from the first comparison on.
        </p>
      </Panel>
    );
  }
  const limit = route.thresholds.mismatchRateLimit;
  const scale = boundScale({ rate: epoch.mismatchRate, upper: epoch.mismatchRateUpper, limit });
  const notCompared = notComparedWords(epoch.notCompared);
  return (
    <Panel
      title="Evidence"
      note={
        <>
          epoch {epoch.ordinal}
          {epoch.build === null ? null : (
            <>
              {' '}
              of build <span className="font-mono">{epoch.build}</span>
            </>
          )}
          , begun <When atMs={epoch.startedAtMs} /> {epochCauseWords(epoch.startedBy)}
        </>
      }
    >
      <div className="px-4 pt-4 pb-3">
        <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
          <Big
            label="proven mismatch rate, at most"
            tone={scale.below ? 'text-good' : scale.rateAbove ? 'text-bad' : ''}
          >
            {epoch.comparisons === 0 ? 'nothing yet' : formatUpperBound(epoch.mismatchRateUpper)}
          </Big>
          <Big label="seen">{formatRate(epoch.mismatchRate)}</Big>
          <Big label="limit">{formatRate(limit)}</Big>
        </div>
        <div className="mt-3">
          <BoundBar scale={scale} />
          <div aria-hidden className="mt-0.5 flex justify-between text-2xs text-ink-3">
            <span>1 in a million</span>
            <span>1 in 1,000</span>
            <span>all</span>
          </div>
        </div>
      </div>
      <dl className="grid grid-cols-2 border-t border-line text-sm sm:grid-cols-3 [&>div]:border-line [&>div]:px-4 [&>div]:py-2">
        <Figure name="Comparisons" value={formatCount(epoch.comparisons)} />
        <Figure name="Mismatches" value={formatCount(epoch.mismatches)} />
        <Figure name="Eligible" value={formatCount(epoch.eligible)} />
        <Figure
          name="Classical bound"
          value={formatUpperBound(screen.classicalUpper)}
          hint="Clopper-Pearson, 95 %, if one looked only once. Shown for those who know it; the gate does not use it."
        />
        <Figure
          name="Worst case"
          value={epoch.comparisons === 0 ? '–' : formatUpperBound(screen.worstCaseUpper)}
          hint="The bound with every exchange that was not compared counted as a mismatch."
        />
        <Figure
          name="Slower than limit"
          value={`${formatCount(epoch.latencyExceedances)} of ${formatCount(epoch.latencyPairs)}`}
          hint={`Exchanges in which the candidate took more than ${route.thresholds.overheadLimitMs} ms longer than the legacy, of those timed.`}
        />
        <Figure
          name="Overhead p50, p99"
          value={`${formatOverheadMs(route.overheadP50Ms)}, ${formatOverheadMs(route.overheadP99Ms)}`}
          hint="Candidate less legacy on the same exchange."
        />
        <Figure
          name="Added by proxy p99"
          value={formatOverheadMs(screen.addedP99Ms)}
          hint="Client-visible time less the time of the upstream that answered."
        />
        <Figure
          name="Fallbacks"
          value={formatCount(screen.fallbacks)}
          hint="The candidate failed as primary, and the client got the legacy's answer."
        />
        {epoch.distinctTargets === null ? null : (
          <Figure
            name="Targets"
            value={formatCount(epoch.distinctTargets)}
            hint="How many different targets the comparisons of this epoch had; above a thousand it is an estimate."
          />
        )}
        {epoch.controlComparisons === 0 ? null : (
          <Figure
            name="Control"
            value={formatCount(epoch.controlComparisons)}
            hint="Exchanges in which a second legacy was asked too, to see how often the legacy differs from itself."
          />
        )}
      </dl>
      {notCompared ? (
        <p className="border-t border-line px-4 py-2.5 text-xs text-pretty text-ink-2">
          Not compared: {notCompared}.
        </p>
      ) : null}
      <UnfinishedList screen={screen} />
    </Panel>
  );
}

function Big({ label, tone, children }: { label: string; tone?: string; children: ReactNode }) {
  return (
    <div>
      <div className={clsx('text-xl font-semibold tracking-tight sm:text-2xl', tone)}>{children}</div>
      <div className="text-xs text-ink-3">{label}</div>
    </div>
  );
}

function Figure({ name, value, hint }: { name: string; value: string; hint?: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{hint ? <Term hint={hint}>{name}</Term> : name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  );
}
