import type { Stage } from '@delta-guard/protocol';
import clsx from 'clsx';
import { formatRate } from '../client/format.ts';
import { stageWords } from '../client/stage-words.ts';
import { whoAnswers } from '../client/who-answers.ts';
import type { RouteFacts } from '../contract.ts';

const fills: Record<Stage, string> = {
  off: 'border-line-strong text-ink-3',
  shadow: 'border-legacy/40 bg-legacy-soft text-legacy',
  guarded: 'border-candidate/50 bg-candidate-soft text-candidate',
  canary: 'border-candidate/50 bg-candidate-soft text-candidate',
  live: 'border-candidate bg-candidate text-on-strong',
  complete: 'border-candidate bg-candidate text-on-strong',
};

/** How much of the clients the candidate answers, as a shape: empty, dot, half, full. */
const shares: Record<Stage, string> = {
  off: '○',
  shadow: '◌',
  guarded: '◔',
  canary: '◑',
  live: '●',
  complete: '●',
};

export function StageBadge({ stage, share = null }: { stage: Stage; share?: number | null }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5.5 items-center gap-1.5 rounded border px-1.5 text-xs leading-none font-semibold',
        fills[stage],
      )}
    >
      <span aria-hidden className="text-2xs">
        {shares[stage]}
      </span>
      {stage}
      {share === null ? null : ` ${formatRate(share)}`}
    </span>
  );
}

export function StageWithAnswerer({ route }: { route: RouteFacts }) {
  const { stage } = route;
  const { state, short } = whoAnswers(route);
  return (
    <div className="space-y-1">
      <StageBadge stage={stage} share={route.canaryShare} />
      <div
        className={clsx(
          'text-2xs',
          'text-pretty',
          state === 'failing' && 'font-medium text-bad',
          state === 'ordered' && 'font-medium text-warn',
          state === 'known' &&
            (stageWords[stage].answerer === 'legacy' ? 'text-ink-3' : 'font-medium text-candidate'),
        )}
      >
        {short}
      </div>
    </div>
  );
}
