'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { windowWords } from '../../client/freeze-words.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { FreezeRow, FreezesScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';
import { FreezeDialog } from './freeze-dialog.tsx';

/** When nothing is promoted, and whether that is now. */
export function FreezesPanel({ screen }: { screen: FreezesScreen }) {
  const [adding, setAdding] = useState(false);
  const { state, freezes } = screen;
  return (
    <Panel
      title="Freezes"
      note="In these times nothing is promoted, by anybody."
      aside={
        <Button size="sm" onClick={() => setAdding(true)}>
          Add freeze
        </Button>
      }
    >
      <p className="flex items-start gap-2 border-b border-line px-4 py-2.5 text-pretty">
        <Mark mood={state.frozen ? 'warn' : 'good'} className="mt-0.75" />
        <span>
          {state.words}
          {state.untilMs === null ? null : (
            <>
              {' '}
              Ends <When atMs={state.untilMs} />.
            </>
          )}
        </span>
      </p>
      {freezes.length === 0 ? (
        <p className="px-4 py-4 text-sm text-pretty text-ink-2">
          No window is set. Add one for weekends, release nights or the end of the year.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {freezes.map((row) => (
            <FreezeItem key={row.id} row={row} />
          ))}
        </ul>
      )}
      {adding ? <FreezeDialog onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

function FreezeItem({ row }: { row: FreezeRow }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const words = windowWords(row.window);
  const remove = useMutation(
    trpc.freezes.remove.mutationOptions({
      onSuccess: async () => {
        toast.success('The freeze was removed');
        await queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <div className="font-medium">{words}</div>
        <p className="text-xs text-pretty text-ink-2">
          {row.author}: {row.reason}
        </p>
      </div>
      <Button
        size="sm"
        look="bare"
        aria-label={`Remove the freeze ${words}`}
        disabled={remove.isPending}
        onClick={() => remove.mutate({ freezeId: row.id })}
      >
        Remove
      </Button>
    </li>
  );
}
