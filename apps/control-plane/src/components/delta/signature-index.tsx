import { signatureKey } from '@delta-guard/compare';
import type { Delta } from '@delta-guard/protocol';
import { placeWords } from '../../client/signature-words.ts';
import { countBySignature } from '../../diff/signature-counts.ts';
import { KindBadge } from '../kind-badge.tsx';

/** What differs at a glance: each signature once, with how often it occurs in this delta. */
export function SignatureIndex({ delta }: { delta: Delta }) {
  const counted = countBySignature(delta.differences);
  const kept = delta.differences.length;
  return (
    <div className="mb-4 flex flex-wrap gap-x-5 gap-y-2">
      {counted.slice(0, 8).map(({ signature, count }) => (
        <span key={signatureKey(signature)} className="flex min-w-0 items-center gap-2 text-sm">
          <KindBadge kind={signature.kind} why={signature.why} />
          <span className="min-w-0 font-mono text-xs break-all">{placeWords(signature)}</span>
          {count > 1 ? <span className="text-xs text-ink-3">× {count}</span> : null}
        </span>
      ))}
      {counted.length > 8 ? <span className="text-xs text-ink-3">and {counted.length - 8} more</span> : null}
      {delta.differencesTotal > kept ? (
        <span className="text-xs text-warn">
          {delta.differencesTotal} differences were found; the first {kept} are kept and marked.
        </span>
      ) : null}
    </div>
  );
}
