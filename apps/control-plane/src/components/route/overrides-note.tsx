import Link from 'next/link';
import type { EvidenceRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { When } from '../ui/when.tsx';

/** Who promoted this route against its gate, and why. It stays. */
export function OverridesNote({ moves }: { moves: readonly EvidenceRow[] }) {
  const overrides = moves.filter((move) => move.overridden);
  if (overrides.length === 0) return null;
  return (
    <section
      aria-label="Overrides"
      className="mb-4 space-y-1 rounded-lg border border-bad/40 bg-bad-soft px-4 py-2.5"
    >
      {overrides.map((move) => (
        <p key={move.id} className="flex items-start gap-2.5 text-pretty">
          <Mark mood="bad" className="mt-0.75" />
          <span>
            <span className="font-medium">
              Promoted to {move.toStage} against the gate by {move.actor}, <When atMs={move.atMs} />.
            </span>{' '}
            {move.reason}{' '}
            <Link href={`/evidence/${move.id}`} className="font-medium text-candidate hover:underline">
              What was not met
            </Link>
          </span>
        </p>
      ))}
    </section>
  );
}
