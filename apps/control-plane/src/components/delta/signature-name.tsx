'use client';

import { useQuery } from '@tanstack/react-query';
import { placeWords } from '../../client/signature-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { KindBadge } from '../kind-badge.tsx';

/** The signature that a list is narrowed to, by name. */
export function SignatureName({ routeId, signatureId }: { routeId: string; signatureId: string }) {
  const trpc = useTRPC();
  const { data } = useScreen(useQuery(trpc.routes.detail.queryOptions({ routeId, range: '1h' })));
  const signature = data?.signatures.find((row) => row.id === signatureId)?.signature;
  if (signature === undefined) return null;
  return (
    <p className="mb-1 flex flex-wrap items-center gap-2">
      Only <span className="font-mono font-medium break-all text-ink">{placeWords(signature)}</span>
      <KindBadge kind={signature.kind} why={signature.why} />
    </p>
  );
}
