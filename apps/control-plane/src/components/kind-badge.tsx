import type { DifferenceKind, DifferenceWhy } from '@delta-guard/protocol';
import { kindWords, whyWords } from '../client/signature-words.ts';

const chip =
  'inline-flex h-4.5 items-center rounded-sm px-1.5 font-sans text-2xs font-medium whitespace-nowrap';

/** What kind of difference it is, and why where that can be told. */
export function KindBadge({ kind, why }: { kind: DifferenceKind; why: DifferenceWhy | null }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <span className={`${chip} bg-differ text-ink inset-ring inset-ring-differ-strong`}>
        {kindWords(kind)}
      </span>
      {why ? <span className={`${chip} border border-line-strong text-ink-2`}>{whyWords(why)}</span> : null}
    </span>
  );
}
