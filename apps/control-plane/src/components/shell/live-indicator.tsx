'use client';

import clsx from 'clsx';
import type { LiveState } from '../../client/live.tsx';
import { useLive } from '../../client/live.tsx';
import { clockTime } from '../../client/time-words.ts';
import { Hint } from '../ui/hint.tsx';

interface LiveWords {
  tone: 'good' | 'warn' | 'bad';
  label: string;
  /** For narrow windows. */
  short: string;
  explanation: string;
}

function liveWords({ socket, staleSinceMs }: LiveState): LiveWords {
  if (staleSinceMs !== null) {
    return {
      tone: 'bad',
      label: `Stale since ${clockTime(staleSinceMs, Date.now())}`,
      short: 'Stale',
      explanation: 'The control plane does not answer. The figures shown are the last that came.',
    };
  }
  if (socket === 'open') {
    return {
      tone: 'good',
      label: 'Live',
      short: 'Live',
      explanation: 'The page follows each change as it happens.',
    };
  }
  return {
    tone: 'warn',
    label: socket === 'lost' ? 'Reconnecting' : 'Connecting',
    short: 'Retrying',
    explanation: 'The live connection is not there. Until it is, the page asks every 10 seconds.',
  };
}

const shapes = {
  good: 'rounded-full bg-good',
  warn: 'rounded-full border-2 border-warn',
  bad: 'rotate-45 bg-bad',
} as const;

const tones = { good: 'text-ink-2', warn: 'text-warn', bad: 'text-bad' } as const;

export function LiveIndicator() {
  const words = liveWords(useLive());
  return (
    <Hint text={words.explanation} side="right">
      <button
        type="button"
        aria-label={`${words.label}: ${words.explanation}`}
        data-testid="live-indicator"
        data-state={words.tone}
        className={clsx(
          'flex h-8 cursor-default items-center gap-2 rounded-md px-2 text-xs font-medium',
          tones[words.tone],
        )}
      >
        <span aria-hidden className={clsx('size-2', shapes[words.tone])} />
        <span role="status" className="whitespace-nowrap">
          <span className="max-sm:hidden">{words.label}</span>
          <span className="sm:hidden">{words.short}</span>
        </span>
      </button>
    </Hint>
  );
}
