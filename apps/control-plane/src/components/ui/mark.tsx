import clsx from 'clsx';
import { Check, Clock, Minus, OctagonAlert, TriangleAlert } from 'lucide-react';

export type Mood = 'good' | 'bad' | 'warn' | 'waiting' | 'none';

const icons = { good: Check, bad: OctagonAlert, warn: TriangleAlert, waiting: Clock, none: Minus } as const;
const tones: Record<Mood, string> = {
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  waiting: 'text-ink-3',
  none: 'text-ink-3',
};

export function moodText(mood: Mood): string {
  return tones[mood];
}

/** A mood as a shape of its own; the words beside it say the same. */
export function Mark({ mood, className }: { mood: Mood; className?: string }) {
  const Icon = icons[mood];
  return (
    <Icon aria-hidden strokeWidth={2.25} className={clsx('size-3.5 shrink-0', tones[mood], className)} />
  );
}
