'use client';

import type { RoutesScreen } from '../contract.ts';
import { type Attention, attentionItems } from './attention.ts';
import { LateInstances } from './late-instances.ts';
import { useNow } from './now.ts';
import { summarizeRoutes } from './route-verdict.ts';

/** One memory for the whole page, so that its parts name the same instances. */
const late = new LateInstances();

/** What wants a decision now; the same for the list and for the figure in the navigation. */
export function useAttention(screen: RoutesScreen | undefined): Attention {
  const nowMs = useNow();
  if (screen === undefined) return { items: [], more: 0, total: 0 };
  const { appliedBy, revision, routes } = screen;
  return attentionItems(summarizeRoutes(routes), {
    late: late.look(appliedBy, revision, nowMs),
    revision,
    nowMs,
  });
}
