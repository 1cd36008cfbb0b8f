'use client';

import { policyWarnings } from '@delta-guard/gate';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { counted } from '../../client/format.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { PolicyRow } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';

export function PolicyItem({ row, onEdit }: { row: PolicyRow; onEdit: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.policies.remove.mutationOptions({
      onSuccess: async () => {
        toast.success(`${row.name} was removed`);
        await queryClient.invalidateQueries(trpc.policies.pathFilter());
      },
      onError: (error) => toast.error(`${row.name} was not removed`, { description: error.message }),
    }),
  );
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{row.name}</h3>
        <span className="text-xs text-ink-3">
          {row.own ? `from ${row.preset}` : 'preset'} · judges {counted(row.routes, 'route')}
        </span>
        {row.own ? (
          <span className="ml-auto flex gap-2">
            <Button size="sm" aria-label={`Edit ${row.name}`} onClick={onEdit}>
              Edit
            </Button>
            <Button
              size="sm"
              look="bare"
              aria-label={`Remove ${row.name}`}
              disabled={remove.isPending || row.routes > 0}
              onClick={() => remove.mutate({ name: row.name })}
            >
              Remove
            </Button>
          </span>
        ) : null}
      </div>
      <p className="mt-1 max-w-3xl text-xs text-pretty text-ink-2">{row.proves}</p>
      {policyWarnings(row.policy).map((warning) => (
        <p key={warning} className="mt-1 flex items-start gap-1.5 text-xs text-pretty text-warn">
          <Mark mood="warn" className="mt-0.5" />
          {warning}
        </p>
      ))}
    </li>
  );
}
