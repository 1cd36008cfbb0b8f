'use client';

import type { RulePlace } from '@delta-guard/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { rulePlaceWords } from '../../client/rule-words.ts';
import { useTRPC } from '../../client/trpc.ts';

interface IgnoreInput {
  place: RulePlace;
  reason: string;
  routeLabel: string;
  onClose: () => void;
}

/** The verb behind the popover's buttons: a rule for one route, or with null for all. */
export function useIgnore({ place, reason, routeLabel, onClose }: IgnoreInput) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const add = useMutation(
    trpc.rules.add.mutationOptions({
      onSuccess: async (_, { routeId }) => {
        const where = routeId === null ? 'all routes' : routeLabel;
        toast.success(`${rulePlaceWords(place)} is ignored on ${where}`, {
          description: 'A new epoch has begun.',
        });
        onClose();
        await queryClient.invalidateQueries();
      },
    }),
  );
  return {
    pending: add.isPending,
    error: add.error,
    run: (routeId: string | null) =>
      add.mutate({
        routeId,
        place,
        action: { do: 'ignore' },
        reason: reason.trim() || `clicked in a delta of ${routeLabel}`,
      }),
  };
}
