import { type Stage, stages } from '@delta-guard/protocol';
import clsx from 'clsx';
import { Check } from 'lucide-react';
import { stageTrack, stageWords, type TrackState } from '../../client/stage-words.ts';
import { whoAnswers } from '../../client/who-answers.ts';
import type { RouteRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { When } from '../ui/when.tsx';

const stateWords: Record<TrackState, string> = {
  past: 'done',
  here: 'now',
  next: 'next',
  ahead: 'later',
  skipped: 'not served by each proxy',
};

interface StageTrackProps {
  route: RouteRow;
  /** What the proxies can serve. */
  served: readonly Stage[];
}

/** The way of a route through its stages, and where it is on it. */
export function StageTrack({ route, served }: StageTrackProps) {
  const { stage, nextStage } = route;
  const { state: known, sentence } = whoAnswers(route);
  const track = stageTrack({ stages, here: stage, next: nextStage, served });
  return (
    <section
      aria-label="Stages"
      className="mb-4 rounded-lg border border-line bg-surface px-4 pt-3.5 pb-3 shadow-lift"
    >
      <ol className="flex flex-wrap items-center gap-y-2">
        {track.map((step, at) => (
          <li
            key={step.stage}
            aria-current={step.state === 'here' ? 'step' : undefined}
            className={clsx('flex items-center', step.state === 'skipped' && 'max-sm:hidden')}
          >
            {at > 0 ? <span aria-hidden className="mx-1.5 h-px w-4 bg-line-strong sm:w-7" /> : null}
            <Step stage={step.stage} state={step.state} />
          </li>
        ))}
      </ol>
      <p
        data-testid="who-answers"
        className={clsx(
          'mt-2.5 flex items-start gap-2 text-sm text-pretty',
          known === 'failing' && 'font-medium text-bad',
          known === 'ordered' && 'text-warn',
          known === 'known' && 'text-ink-2',
        )}
      >
        {known === 'known' ? null : <Mark mood={known === 'failing' ? 'bad' : 'warn'} className="mt-0.75" />}
        {sentence}
      </p>
      {stage === 'complete' ? (
        <p className="mt-1 text-sm text-pretty text-ink-2">
          The legacy has received nothing of this route since <When atMs={route.stageSinceMs} />. The way back
          is open once every instance has reached it.
        </p>
      ) : null}
    </section>
  );
}

function Step({ stage, state }: { stage: Stage; state: TrackState }) {
  const candidate = stageWords[stage].answerer === 'candidate';
  return (
    <span
      title={stateWords[state]}
      className={clsx(
        'inline-flex h-7 items-center gap-1.5 rounded-full border px-3 text-sm',
        state === 'here' &&
          (candidate
            ? 'border-candidate bg-candidate font-semibold text-on-strong'
            : 'border-ink bg-ink font-semibold text-on-strong'),
        state === 'next' && 'border-dashed border-control font-medium text-ink',
        state === 'past' && 'border-transparent px-1 text-ink-2',
        state === 'ahead' && 'border-transparent px-1 text-ink-3',
        state === 'skipped' && 'border-transparent px-1 text-xs text-ink-3 line-through decoration-ink-3',
      )}
    >
      {state === 'past' ? <Check className="size-3.5" aria-hidden /> : null}
      {stage}
      <span className="sr-only"> ({stateWords[state]})</span>
    </span>
  );
}
