import Link from 'next/link';
import { moveEnds } from '../../client/move-words.ts';
import type { EvidenceRow } from '../../contract.ts';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';

/** Promotions and rollbacks with what each stood on; those against the gate never leave the page. */
export function MovesPanel({ moves }: { moves: readonly EvidenceRow[] }) {
  if (moves.length === 0) return null;
  return (
    <Panel title="Moves" className="mb-4" note="What each stood on, as it was at that moment.">
      <ul>
        {moves.map((move) => (
          <li
            key={move.id}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
          >
            <span className="font-medium">
              <MoveTitle move={move} />
            </span>
            {move.overridden ? (
              <span className="flex items-center gap-1 text-xs font-semibold text-bad">
                <Mark mood="bad" />
                against the gate
              </span>
            ) : null}
            <span className="text-xs text-ink-3">
              by {move.actor}, <When atMs={move.atMs} />
            </span>
            <Link
              href={`/evidence/${move.id}`}
              className="ml-auto text-xs font-medium text-candidate hover:underline"
              aria-label={`Evidence of the move from ${move.fromStage} to ${move.toStage}`}
            >
              Evidence
            </Link>
            {move.reason ? (
              <p className="w-full text-xs text-pretty break-words text-ink-2">{move.reason}</p>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function MoveTitle({ move }: { move: EvidenceRow }) {
  const { from, to } = moveEnds(move);
  return `${move.kind === 'promote' ? 'Promoted' : 'Rolled back'} from ${from} to ${to}`;
}
