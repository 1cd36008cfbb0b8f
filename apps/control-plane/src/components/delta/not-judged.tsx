import { counted } from '../../client/format.ts';

/** Rules that came since and look at values, on a sample that does not hold them. */
export function NotJudged({ differences }: { differences: number }) {
  if (differences === 0) return null;
  return (
    <p className="border-b border-line bg-warn-soft px-4 py-2 text-xs text-pretty text-warn">
      Under the rules of now {counted(differences, 'difference')} cannot be judged: a rule compares what
      stands there, and that is not kept in this sample, or is redacted.{' '}
      {differences === 1 ? 'It is' : 'They are'} shown as counting.
    </p>
  );
}
