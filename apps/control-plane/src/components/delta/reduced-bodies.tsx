import type { Delta } from '@delta-guard/protocol';
import Link from 'next/link';
import { reducedWords } from '../../client/reduced-words.ts';
import type { Row } from '../../diff/row.ts';
import { BodyDiff } from './body-diff.tsx';
import type { OnField } from './field.ts';

interface ReducedBodiesProps {
  delta: Delta;
  rows: readonly Row[];
  isIgnored: (row: Row) => boolean;
  onField: OnField;
}

/** What is known of bodies that were not kept whole, what is not, and what to do to keep them. */
export function ReducedBodies({ delta, rows, isIgnored, onField }: ReducedBodiesProps) {
  return (
    <div>
      <p
        data-testid="reduced-bodies"
        className="border-b border-line bg-sunken px-4 py-2 text-xs text-pretty text-ink-2"
      >
        {reducedWords(delta)} Whole bodies are kept where the proxy runs with{' '}
        <code className="font-mono text-ink">bodies: full</code> and{' '}
        <Link href={`/routes/${delta.routeId}#settings`} className="underline hover:text-ink">
          the route’s settings
        </Link>{' '}
        do not ask for less, unless the proxy’s spool is full.
      </p>
      <BodyDiff rows={rows} isIgnored={isIgnored} onField={onField} folds={false} />
    </div>
  );
}
