import clsx from 'clsx';
import Link from 'next/link';
import { counted } from '../../client/format.ts';
import { movesToNote } from '../../client/moves-to-note.ts';
import type { EvidenceRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { When } from '../ui/when.tsx';

/** Those that were taken back: the rest is counted. */
const pastMax = 3;

/** What took this route back last, and who promoted it against its gate and why. The latter stays. */
export function OverridesNote({ moves }: { moves: readonly EvidenceRow[] }) {
  const { back, standing, past } = movesToNote(moves);
  if (back === null && standing.length + past.length === 0) return null;
  return (
    <section
      aria-label="Overrides"
      className={clsx(
        'mb-4 space-y-1 rounded-lg border px-4 py-2.5',
        standing.length > 0
          ? 'border-bad/40 bg-bad-soft'
          : back
            ? 'border-warn/40 bg-warn-soft'
            : 'border-line bg-surface',
      )}
    >
      {back === null ? null : (
        <p className="flex items-start gap-2.5 text-pretty">
          <Mark mood="warn" className="mt-0.75" />
          <span>
            <span className="font-medium">
              Rolled back to {back.toStage} by {back.actor}, <When atMs={back.atMs} />.
            </span>{' '}
            {back.reason} <EvidenceLink move={back} words="What it stood on" />
          </span>
        </p>
      )}
      {standing.map((move) => (
        <p key={move.id} className="flex items-start gap-2.5 text-pretty">
          <Mark mood="bad" className="mt-0.75" />
          <Override move={move} />
        </p>
      ))}
      {past.slice(0, pastMax).map((move) => (
        <p key={move.id} className="pl-6.5 text-xs text-pretty text-ink-2">
          <Override move={move} before />
        </p>
      ))}
      {past.length > pastMax ? (
        <p className="pl-6.5 text-xs text-ink-2">
          And {counted(past.length - pastMax, 'earlier override')}, below in Moves.
        </p>
      ) : null}
    </section>
  );
}

function Override({ move, before = false }: { move: EvidenceRow; before?: boolean }) {
  return (
    <span>
      <span className="font-medium">
        {before ? 'Before that: promoted' : 'Promoted'} to {move.toStage} against the gate by {move.actor},{' '}
        <When atMs={move.atMs} />.
      </span>{' '}
      {move.reason} <EvidenceLink move={move} words="What was not met" />
    </span>
  );
}

function EvidenceLink({ move, words }: { move: EvidenceRow; words: string }) {
  return (
    <Link href={`/evidence/${move.id}`} className="font-medium text-candidate hover:underline">
      {words}
    </Link>
  );
}
