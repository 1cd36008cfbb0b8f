import type { RouteRow } from '../contract.ts';
import { formatCount, formatRate } from './format.ts';
import { type FleetSummary, isMismatching, type Verdict } from './route-verdict.ts';
import { stageWords } from './stage-words.ts';

export interface AttentionItem {
  key: string;
  verdict: Verdict;
  /** The route it is about; null where several are meant. */
  route: RouteRow | null;
  words: string;
  /** Where to look, and what the link says. */
  href: string;
  action: string;
}

const itemsMax = 6;

/** What wants a decision now, most urgent first, each as a sentence with the next step; silence is said once for all. */
export function attentionItems(summary: FleetSummary): { items: AttentionItem[]; more: number } {
  const single = summary.wanting.filter(({ verdict }) => verdict !== 'silent').map(toItem);
  const silent = summary.wanting.filter(({ verdict }) => verdict === 'silent');
  const all = [...single, ...(silent.length > 0 ? [silence(silent.map(({ route }) => route))] : [])];
  return { items: all.slice(0, itemsMax), more: Math.max(0, all.length - itemsMax) };
}

function toItem({ route, verdict }: { route: RouteRow; verdict: Verdict }): AttentionItem {
  const href = `/routes/${route.id}`;
  if (verdict === 'ready') {
    return {
      key: route.id,
      verdict,
      route,
      href,
      action: 'Review and promote',
      words: `The gate is open to ${route.nextStage ?? 'the next stage'}.`,
    };
  }
  const served = stageWords[route.stage].answerer !== 'legacy' ? ' while the candidate answers clients' : '';
  if (!isMismatching(route)) {
    const share = route.epoch === null ? null : route.epoch.latencyExceedances / route.epoch.latencyPairs;
    return {
      key: route.id,
      verdict,
      route,
      href,
      action: 'See the latency',
      words: `${formatRate(share)} of its answers are too slow${served}.`,
    };
  }
  const { mismatches, comparisons } = route.window;
  const noun = mismatches === 1 ? 'mismatch' : 'mismatches';
  return {
    key: route.id,
    verdict,
    route,
    href: `${href}#differences`,
    action: 'See the differences',
    words: `${formatCount(mismatches)} ${noun} in the last ${formatCount(comparisons)} comparisons${served}.`,
  };
}

function silence(routes: RouteRow[]): AttentionItem {
  const [only] = routes;
  if (only && routes.length === 1) {
    return {
      key: only.id,
      verdict: 'silent',
      route: only,
      href: `/routes/${only.id}`,
      action: 'Open',
      words: 'No request in the last minute, so no evidence is gathered.',
    };
  }
  return {
    key: 'silent',
    verdict: 'silent',
    route: null,
    href: '/?verdict=silent',
    action: 'Show them',
    words: `${formatCount(routes.length)} routes got no request in the last minute, so they gather no evidence.`,
  };
}
