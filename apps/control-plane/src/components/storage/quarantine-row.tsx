'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { formatBytes } from '../../client/format.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { QuarantinedRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { ReasonDialog } from '../ui/reason-dialog.tsx';
import { When } from '../ui/when.tsx';

/** One event in quarantine, and the two ways out of it. */
export function QuarantineRow({ row }: { row: QuarantinedRow }) {
  const [discarding, setDiscarding] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-xs last:border-b-0">
      <span className="w-24 text-ink-2">
        <When atMs={row.atMs} />
      </span>
      <span className="w-16 font-medium">{row.type}</span>
      <span className="min-w-0 flex-1 basis-60 font-mono break-words text-ink-2">{row.reason}</span>
      <span className="text-ink-3">
        {row.instance}, batch {row.seq}, {formatBytes(row.bytes)}
      </span>
      <span className="flex gap-2">
        <StoreAgain row={row} />
        <Button size="sm" look="retreat" onClick={() => setDiscarding(true)}>
          Discard
        </Button>
      </span>
      {discarding ? <DiscardDialog row={row} onClose={() => setDiscarding(false)} /> : null}
    </li>
  );
}

function placeOf({ spool, seq, position }: QuarantinedRow) {
  return { spool, seq, position };
}

function StoreAgain({ row }: { row: QuarantinedRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const verb = useMutation(
    trpc.storage.storeAgain.mutationOptions({
      onSuccess: async () => {
        toast.success(`The ${row.type} is stored and out of quarantine`);
        await queryClient.invalidateQueries();
      },
      onError: (error) => toast.error(error.message),
    }),
  );
  return (
    <Button size="sm" disabled={verb.isPending} onClick={() => verb.mutate(placeOf(row))}>
      Store again
    </Button>
  );
}

function DiscardDialog({ row, onClose }: { row: QuarantinedRow; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const verb = useMutation(
    trpc.storage.discard.mutationOptions({
      onSuccess: async () => {
        toast.success(`The ${row.type} is discarded`);
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  const what = row.type === 'tally' ? 'The verdicts in it are never counted' : 'What it says is never kept';
  return (
    <ReasonDialog
      title={`Discard this ${row.type}?`}
      description={`${what}, and it cannot be brought back. It is written down who discarded it, and why.`}
      hint="Such as: of a test, counted elsewhere"
      confirm="Discard"
      look="danger"
      verb={verb}
      onConfirm={(reason) => verb.mutate({ ...placeOf(row), reason })}
      onClose={onClose}
    />
  );
}
