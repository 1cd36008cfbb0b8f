import Link from 'next/link';
import { signatureEffectWords } from '../../client/effect-words.ts';
import { counted } from '../../client/format.ts';
import { placeWords } from '../../client/signature-words.ts';
import type { RuleEffect, RuleEffectOnSignature, SampleExample } from '../../contract.ts';
import { KindBadge } from '../kind-badge.tsx';

/** The signatures that a draft would hide, with samples to look at. */
export function EffectList({ effect }: { effect: RuleEffect }) {
  const { vanishing, hiddenInPart, routes, otherSignatures } = effect;
  if (vanishing.length + hiddenInPart.length === 0) return null;
  return (
    <div className="mt-2 max-h-44 space-y-2 overflow-y-auto border-t border-line pt-2">
      <Group title="Would vanish" rows={vanishing} named={routes > 1} />
      <Group title="Would be hidden in part" rows={hiddenInPart} named={routes > 1} />
      {otherSignatures > 0 ? (
        <p className="text-ink-3">and {counted(otherSignatures, 'further signature')}</p>
      ) : null}
    </div>
  );
}

interface GroupProps {
  title: string;
  rows: readonly RuleEffectOnSignature[];
  /** Whether to say of which route each is. */
  named: boolean;
}

function Group({ title, rows, named }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <div>
      <h4 className="text-2xs font-medium text-ink-3">{title}</h4>
      <ul>
        {rows.map((row) => {
          const { path, kind, why } = row.signature;
          return (
            <li key={`${row.routeLabel} ${path} ${kind} ${why}`} className="py-1">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                <span className="font-mono font-medium break-all">{placeWords(row.signature)}</span>
                <KindBadge kind={kind} why={why} />
              </div>
              <p className="text-ink-2">
                {named ? <span className="font-mono">{row.routeLabel} </span> : null}
                {signatureEffectWords(row)} <ExampleLinks examples={row.examples} />
              </p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** In a tab of their own, so that a form half filled in is not lost. */
export function ExampleLinks({ examples }: { examples: readonly SampleExample[] }) {
  const ids = [...new Set(examples.map(({ deltaId }) => deltaId))];
  return ids.map((id, at) => (
    <Link
      key={id}
      href={`/deltas/${id}`}
      target="_blank"
      prefetch={false}
      className="mr-2 font-medium whitespace-nowrap text-candidate hover:underline"
    >
      example {at + 1}
      <span className="sr-only"> (opens a new tab)</span>
    </Link>
  ));
}
