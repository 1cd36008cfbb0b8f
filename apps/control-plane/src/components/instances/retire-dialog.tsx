'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import type { InstanceRow } from '../../contract.ts';
import { ReasonDialog } from '../ui/reason-dialog.tsx';

export function RetireDialog({ row, onClose }: { row: InstanceRow; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
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
    <ReasonDialog
      title={`Retire ${row.instance}?`}
      description="Gates no longer wait for it. If it is only out of reach and still serves clients, it goes on doing so with its last configuration, and a rollback will not reach it."
      hint="Such as: host is gone, scaled down"
      confirm="Retire instance"
      look="danger"
      verb={retire}
      onConfirm={(reason) => retire.mutate({ spool: row.spool, reason })}
      onClose={onClose}
    />
  );
}
