'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { DeltaScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';

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
        disabled={letGo.isPending}
        title={`Kept by ${screen.kept.by}: ${screen.kept.reason}`}
        onClick={() => letGo.mutate({ deltaId: screen.delta.id })}
      >
        <PinOff className="size-4" aria-hidden />
        Kept
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
  const [reason, setReason] = useState('');
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
    <Modal
      open
      onOpenChange={onClose}
      title="Keep this sample?"
      description="It stays when its day goes, until somebody lets it go."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) keep.mutate({ deltaId, reason: reason.trim() });
        }}
      >
        <ModalBody>
          <Field id="keep-reason" label="Reason" hint="Such as: for the review, ticket 4711">
            <TextInput
              id="keep-reason"
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <FormError error={keep.error} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="strong" disabled={keep.isPending || reason.trim() === ''}>
            Keep
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
