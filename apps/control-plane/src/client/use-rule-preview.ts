'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { RuleEffect } from '../contract.ts';
import { askedEvery } from './freshness.ts';
import type { RuleDraft } from './rule-form.ts';
import { useTRPC } from './trpc.ts';
import { useSettled } from './use-settled.ts';

const settleMs = 400;
const freshMs = 30_000;

export type PreviewState =
  | { is: 'incomplete' }
  | { is: 'asking' }
  /** `retry` is null where the draft itself is refused. */
  | { is: 'failed'; message: string; retry: (() => void) | null }
  /** `outdated`: of an earlier draft, while the present one is being asked for. */
  | { is: 'told'; effect: RuleEffect; outdated: boolean };

/** Asks what a draft would do once it has not been changed for a moment. */
export function useRulePreview(draft: RuleDraft | null): PreviewState {
  const trpc = useTRPC();
  const key = JSON.stringify(draft);
  const settled = useSettled(key, settleMs) === key;
  const query = useQuery(
    trpc.rules.preview.queryOptions(
      draft ?? { routeId: null, ruleId: null, place: { in: 'status' }, action: { do: 'ignore' } },
      {
        enabled: draft !== null && settled,
        placeholderData: keepPreviousData,
        staleTime: freshMs,
        refetchInterval: false,
        meta: askedEvery(Number.POSITIVE_INFINITY),
        refetchOnWindowFocus: false,
      },
    ),
  );
  if (draft === null) return { is: 'incomplete' };
  if (settled && query.error !== null && !query.isFetching) {
    const { error } = query;
    const isWrong = error.data?.reason === 'ruleInvalid';
    return { is: 'failed', message: error.message, retry: isWrong ? null : () => void query.refetch() };
  }
  if (query.data === undefined) return { is: 'asking' };
  return { is: 'told', effect: query.data, outdated: !settled || query.isPlaceholderData };
}
