'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { counted } from '../../client/format.ts';
import { useTRPC } from '../../client/trpc.ts';
import type { StorageScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { QuarantineRow } from './quarantine-row.tsx';

/** Events that could not be stored; not there at all where all is well. */
export function QuarantinePanel({ screen }: { screen: StorageScreen }) {
  const { quarantined, quarantinedTotal } = screen;
  if (quarantinedTotal === 0) return null;
  const more = quarantinedTotal - quarantined.length;
  return (
    <Panel
      id="quarantine"
      title="Quarantine"
      className="mb-4"
      note={`${counted(quarantinedTotal, 'event')} could not be stored and ${quarantinedTotal === 1 ? 'is' : 'are'} kept as ${quarantinedTotal === 1 ? 'it' : 'they'} came.`}
      aside={quarantinedTotal > 1 ? <StoreAllAgain /> : null}
    >
      <p className="border-b border-line px-4 py-2 text-xs text-pretty text-ink-2">
        Once the cause is mended, an event can be stored again: it is counted as if it had just come. A tally
        among them closed coverage when it was set aside, and that stays so until a new epoch, whether it is
        stored again or discarded: whoever looked at the gate meanwhile saw it without these verdicts.
      </p>
      <ul className="max-h-96 overflow-y-auto">
        {quarantined.map((row) => (
          <QuarantineRow key={`${row.spool} ${row.seq} ${row.position}`} row={row} />
        ))}
        {more > 0 ? <li className="px-4 py-2 text-xs text-ink-3">and {counted(more, 'older one')}</li> : null}
      </ul>
    </Panel>
  );
}

function StoreAllAgain() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const verb = useMutation(
    trpc.storage.storeAllAgain.mutationOptions({
      onSuccess: async ({ stored, left, firstRefusal }) => {
        if (stored > 0) toast.success(`${counted(stored, 'event')} stored, ${left} left in quarantine`);
        if (firstRefusal !== null) toast.error(firstRefusal);
        await queryClient.invalidateQueries();
      },
      onError: (error) => toast.error(error.message),
    }),
  );
  return (
    <Button size="sm" disabled={verb.isPending} onClick={() => verb.mutate()}>
      Store all again
    </Button>
  );
}
