import type { Verdict } from '../../client/route-verdict.ts';
import { Mark, type Mood } from '../ui/mark.tsx';

export const verdictMoods: Record<Verdict, Mood> = {
  failing: 'bad',
  ready: 'good',
  keyless: 'warn',
  silent: 'warn',
  proving: 'waiting',
  proven: 'good',
  off: 'none',
};

export function VerdictMark({ verdict, className }: { verdict: Verdict; className?: string }) {
  return <Mark mood={verdictMoods[verdict]} {...(className ? { className } : {})} />;
}
