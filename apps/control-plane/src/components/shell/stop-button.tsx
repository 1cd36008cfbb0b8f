'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import clsx from 'clsx';
import { Hand } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../../client/trpc.ts';
import { useScreen } from '../../client/use-screen.ts';
import { buttonClass } from '../ui/button.tsx';
import { ReasonDialog } from '../ui/reason-dialog.tsx';

/** The one button that stops all promotions, or lets them go on. */
export function StopButton() {
  const trpc = useTRPC();
  const { data } = useScreen(useQuery(trpc.routes.screen.queryOptions()));
  const [asking, setAsking] = useState(false);
  if (data === undefined) return null;
  const { stopped } = data;
  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        aria-label={stopped ? 'Promotions are stopped: lift the stop' : 'Stop all promotions'}
        className={clsx(buttonClass(stopped ? 'danger' : 'plain', 'sm'), 'xl:mb-3 xl:w-full max-xl:ml-1')}
      >
        <Hand className="size-3.5" aria-hidden />
        <span className="hidden md:inline">{stopped ? 'Promotions stopped' : 'Stop promotions'}</span>
      </button>
      {asking ? <StopDialog stopped={stopped} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function StopDialog({ stopped, onClose }: { stopped: boolean; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const set = useMutation(
    trpc.gateway.setStop.mutationOptions({
      onSuccess: async () => {
        toast.success(stopped ? 'Promotions may go on' : 'All promotions are stopped');
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <ReasonDialog
      title={stopped ? 'Lift the stop?' : 'Stop all promotions?'}
      description={
        stopped
          ? 'Routes whose gates are open can be promoted again, automatically too where that is allowed.'
          : 'No route of this gateway goes forward, by a person or automatically, until somebody lifts the stop. Traffic goes on as it is, and rollbacks always work.'
      }
      confirm={stopped ? 'Lift the stop' : 'Stop promotions'}
      look={stopped ? 'strong' : 'danger'}
      verb={set}
      onConfirm={(reason) => set.mutate({ stopped: !stopped, reason })}
      onClose={onClose}
    />
  );
}
