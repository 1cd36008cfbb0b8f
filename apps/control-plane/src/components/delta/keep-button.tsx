'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { DeltaScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { ReasonDialog } from '../ui/reason-dialog.tsx';

/** Keeps a sample beyond retention, or leaves it to it again. */
export function KeepButton({ screen }: { screen: DeltaScreen }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const letGo = useMutation(
    trpc.deltas.letGo.mutationOptions({
      onSuccess: async () => {
        toast.success('The sample goes with its day');
        await queryClient.invalidateQueries();
      },
      onError: (error) => toast.error(error.message),
    }),
  );
  if (screen.kept) {
    return (
      <Button
        disabled={letGo.isPending || screen.kept.inEvidence}
        title={`Kept by ${screen.kept.by}: ${screen.kept.reason}`}
        onClick={() => letGo.mutate({ deltaId: screen.delta.id })}
      >
        {screen.kept.inEvidence ? (
          <Pin className="size-4" aria-hidden />
        ) : (
          <PinOff className="size-4" aria-hidden />
        )}
        {screen.kept.inEvidence ? 'In evidence' : 'Kept'}
      </Button>
    );
  }
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Pin className="size-4" aria-hidden />
        Keep
      </Button>
      {asking ? <KeepDialog deltaId={screen.delta.id} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function KeepDialog({ deltaId, onClose }: { deltaId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const keep = useMutation(
    trpc.deltas.keep.mutationOptions({
      onSuccess: async () => {
        toast.success('The sample is kept');
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <ReasonDialog
      title="Keep this sample?"
      description="It stays when its day goes, until somebody lets it go."
      hint="Such as: for the review, ticket 4711"
      confirm="Keep"
      verb={keep}
      onConfirm={(reason) => keep.mutate({ deltaId, reason })}
      onClose={onClose}
    />
  );
}
