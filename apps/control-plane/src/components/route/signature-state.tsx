'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { SignatureRow, SignatureState } from '../../contract.ts';
import { Button } from '../ui/button.tsx';

const looks: Record<SignatureState, string> = {
  new: 'border-line-strong text-ink',
  known: 'border-line text-ink-3',
  resolved: 'border-good/40 text-good',
  regressed: 'border-bad/50 text-bad',
};

/** What people made of a signature, and what they may make of it next. */
export function SignatureStateControl({ row }: { row: SignatureRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const said = (words: string) => ({
    onSuccess: async () => {
      toast.success(words);
      await queryClient.invalidateQueries(trpc.routes.pathFilter());
    },
    onError: (error: { message: string }) => toast.error(error.message),
  });
  const acknowledge = useMutation(
    trpc.signatures.acknowledge.mutationOptions(said('The difference is known')),
  );
  const resolve = useMutation(
    trpc.signatures.resolve.mutationOptions(said('Resolved: where it is seen again, it has regressed')),
  );
  const busy = acknowledge.isPending || resolve.isPending;
  const { id: signatureId, state } = row;
  return (
    <div className="relative z-10 flex flex-wrap items-center gap-1.5">
      <span className={clsx('rounded border px-1.5 py-0.5 text-xs font-medium', looks[state])}>{state}</span>
      {state === 'known' ? null : (
        <Button size="sm" disabled={busy} onClick={() => acknowledge.mutate({ signatureId })}>
          {state === 'resolved' ? 'Reopen' : 'Acknowledge'}
        </Button>
      )}
      {state === 'resolved' ? null : (
        <Button size="sm" disabled={busy} onClick={() => resolve.mutate({ signatureId })}>
          Resolve
        </Button>
      )}
    </div>
  );
}
