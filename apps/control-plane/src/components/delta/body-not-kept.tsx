import type { Difference } from '@delta-guard/protocol';
import type { Side } from '../../diff/body-kept.ts';
import { KindBadge } from '../kind-badge.tsx';
import type { OnField } from './field.ts';

interface BodyNotKeptProps {
  sides: readonly Side[];
  differences: readonly Difference[];
  isIgnored: (place: 'body', path: string) => boolean;
  onField: OnField;
}

/** A body that could not be freed of secrets is not here to be read; what differed in it is told all the same. */
export function BodyNotKept({ sides, differences, isIgnored, onField }: BodyNotKeptProps) {
  if (sides.length === 0) return null;
  const inBody = differences.filter(({ place }) => place === 'body');
  return (
    <div>
      <p className="border-b border-line bg-warn-soft px-4 py-2 text-xs text-pretty text-warn">
        {whose(sides)} not kept: it could not be read as what its type says, so it could not be freed of
        secrets.
        {inBody.length > 0 ? ' What the comparison found in it is listed here.' : ''}
      </p>
      <ul>
        {inBody.map((difference) => (
          <li key={`${difference.kind} ${difference.path}`}>
            <Line difference={difference} ignored={isIgnored('body', difference.path)} onField={onField} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function whose(sides: readonly Side[]): string {
  if (sides.length > 1) return 'The body was';
  return sides[0] === 'legacy' ? 'The legacy’s body was' : 'The candidate’s body was';
}

interface LineProps {
  difference: Difference;
  ignored: boolean;
  onField: OnField;
}

function Line({ difference, ignored, onField }: LineProps) {
  const { path, kind, why } = difference;
  const legacy = difference.legacy ?? 'has nothing';
  const candidate = difference.candidate ?? 'has nothing';
  return (
    <button
      type="button"
      data-difference=""
      aria-label={`${path}: legacy ${legacy}, candidate ${candidate}${ignored ? ', ignored by a rule now' : ''}`.slice(
        0,
        500,
      )}
      onClick={(event) =>
        onField({
          place: { in: 'body', path },
          legacy: difference.legacy,
          candidate: difference.candidate,
          anchor: event.currentTarget,
        })
      }
      className={`flex w-full flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1.5 text-left font-mono text-xs hover:brightness-97 focus-visible:-outline-offset-2 dark:hover:brightness-125 ${ignored ? '' : 'bg-differ'}`}
    >
      <span className="break-all text-ink-2">{path}</span>
      <span className="min-w-0 break-all">
        {legacy} <span className="text-ink-3">≠</span> {candidate}
      </span>
      <span className="ml-auto flex items-center gap-1">
        <KindBadge kind={kind} why={why} />
        {ignored ? <span className="font-sans text-2xs text-ink-3">ignored by a rule now</span> : null}
      </span>
    </button>
  );
}
