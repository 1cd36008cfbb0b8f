'use client';

import clsx from 'clsx';
import { type FleetSummary, type Verdict, verdictNames, verdicts } from '../../client/route-verdict.ts';
import { moodText } from '../ui/mark.tsx';
import { VerdictMark, verdictMoods } from './verdict-mark.tsx';

const shortNames: Partial<Record<Verdict, string>> = { ready: 'Ready', keyless: 'Needs a key' };

interface VerdictFilterProps {
  summary: FleetSummary;
  value: Verdict | null;
  onChange: (verdict: Verdict | null) => void;
}

/** The state of all routes as figures; each figure filters the list. */
export function VerdictFilter({ summary, value, onChange }: VerdictFilterProps) {
  return (
    <fieldset aria-label="Filter routes by verdict" className="grid grid-cols-4 border-b border-line lg:flex">
      <Figure label="All" count={summary.total} active={value === null} onClick={() => onChange(null)} />
      {verdicts.map((verdict) => (
        <Figure
          key={verdict}
          label={shortNames[verdict] ?? verdictNames[verdict]}
          verdict={verdict}
          count={summary.counts[verdict]}
          active={value === verdict}
          onClick={() => onChange(value === verdict ? null : verdict)}
        />
      ))}
    </fieldset>
  );
}

interface FigureProps {
  label: string;
  count: number;
  active: boolean;
  verdict?: Verdict;
  onClick: () => void;
}

function Figure({ label, count, active, verdict, onClick }: FigureProps) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onClick}
      className={clsx(
        'relative px-3 py-2.5 text-left sm:px-4 transition-colors hover:bg-sunken lg:min-w-28',
        active &&
          "after:absolute after:inset-x-3 sm:after:inset-x-4 after:-bottom-px after:h-0.5 after:bg-ink after:content-['']",
      )}
    >
      <span
        className={clsx(
          'block text-xl leading-6 font-semibold tracking-tight',
          count === 0 && 'text-ink-3',
          count > 0 && verdict === 'failing' && moodText(verdictMoods[verdict]),
        )}
      >
        {count}
      </span>
      <span className="mt-0.5 flex items-center gap-1.5 text-xs text-ink-2">
        {verdict ? (
          <VerdictMark verdict={verdict} className={clsx('!size-3', count === 0 && '!text-ink-3')} />
        ) : null}
        {label}
      </span>
    </button>
  );
}
