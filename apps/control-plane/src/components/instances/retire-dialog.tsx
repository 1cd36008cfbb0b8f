'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { InstanceRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Modal, ModalBody, ModalFooter } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { FormError } from '../ui/form-error.tsx';

export function RetireDialog({ row, onClose }: { row: InstanceRow; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const retire = useMutation(
    trpc.instances.retire.mutationOptions({
      onSuccess: async () => {
        toast.success(`${row.instance} is retired`);
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={`Retire ${row.instance}?`}
      description="Gates no longer wait for it. If it is only out of reach and still serves clients, it goes on doing so with its last configuration, and a rollback will not reach it."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) retire.mutate({ spool: row.spool, reason: reason.trim() });
        }}
      >
        <ModalBody>
          <Field id="retire-reason" label="Reason" hint="Such as: host is gone, scaled down">
            <TextInput
              id="retire-reason"
              value={reason}
              maxLength={500}
              required
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
          <FormError error={retire.error} />
        </ModalBody>
        <ModalFooter>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="danger" disabled={retire.isPending || reason.trim() === ''}>
            Retire instance
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
