import type { AppliedBy, RouteFacts } from '../contract.ts';
import { alarmInShort } from './alarm-words.ts';
import { behindWords } from './applied-words.ts';
import { counted, formatCount, formatRate } from './format.ts';
import { targetWords } from './move-words.ts';
import { type FleetSummary, isMismatching, type Verdict } from './route-verdict.ts';
import { stageWords } from './stage-words.ts';
import { relativeTime } from './time-words.ts';
import { isCandidateFailing, whoAnswers } from './who-answers.ts';

interface AttentionItem {
  key: string;
  verdict: Verdict;
  /** The route it is about; null where several are meant. */
  route: RouteFacts | null;
  words: string;
  /** Where to look, and what the link says. */
  href: string;
  action: string;
}

const itemsMax = 6;

/** Instances named before the rest is only counted. */
const namedMax = 3;

export interface Attention {
  items: AttentionItem[];
  /** Further ones that are not listed. */
  more: number;
  total: number;
}

interface Lateness {
  late: AppliedBy['behind'];
  revision: number;
  nowMs: number;
}

/**
 * What wants a decision now, most urgent first, each as a sentence with the next step; instances that do not obey, and
 * silence, are said once for all.
 */
export function attentionItems(summary: FleetSummary, lateness?: Lateness): Attention {
  const single = summary.wanting.filter(({ verdict }) => verdict !== 'silent').map(toItem);
  const silent = summary.wanting.filter(({ verdict }) => verdict === 'silent');
  const all = [
    ...(lateness && lateness.late.length > 0 ? [disobedience(lateness)] : []),
    ...summary.takenBack.map((route) => takenBackItem(route, lateness?.nowMs)),
    ...single,
    ...(silent.length > 0 ? [silence(silent.map(({ route }) => route))] : []),
  ];
  return { items: all.slice(0, itemsMax), more: Math.max(0, all.length - itemsMax), total: all.length };
}

function disobedience({ late, revision, nowMs }: Lateness): AttentionItem {
  const named = late.slice(0, namedMax).map((each) => behindWords(each, nowMs));
  const rest = late.length - named.length;
  const more = rest > 0 ? `; and ${formatCount(rest)} more` : '';
  const verb = late.length === 1 ? 'does' : 'do';
  return {
    key: 'instances',
    verdict: 'failing',
    route: null,
    href: '/instances',
    action: 'See the instances',
    words: `${counted(late.length, 'instance')} ${verb} not obey revision ${revision}: ${named.join('; ')}${more}.`,
  };
}

function toItem({ route, verdict }: { route: RouteFacts; verdict: Verdict }): AttentionItem {
  const href = `/routes/${route.id}`;
  if (verdict === 'ready') {
    return {
      key: route.id,
      verdict,
      route,
      href,
      action: 'Review and promote',
      words: `The gate is open to ${route.nextStage ? targetWords({ to: route.nextStage, canaryShare: route.nextCanaryShare }) : 'the next stage'}.`,
    };
  }
  if (verdict === 'keyless') {
    return {
      key: route.id,
      verdict,
      route,
      href: `${href}#settings`,
      action: 'Set a sticky key',
      words:
        'The gate is open, but canary needs a sticky key first: a cookie or header that tells clients apart.',
    };
  }
  if (isCandidateFailing(route)) {
    return {
      key: route.id,
      verdict,
      route,
      href,
      action: 'Look and roll back',
      words: whoAnswers(route).sentence,
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

function takenBackItem(route: RouteFacts, nowMs: number | undefined): AttentionItem {
  const { atMs, reason } = route.takenBack ?? { atMs: 0, reason: 'no reason is known' };
  const when = nowMs === undefined ? '' : ` ${relativeTime(atMs, nowMs)}`;
  return {
    key: route.id,
    verdict: 'failing',
    route,
    href: `/routes/${route.id}`,
    action: 'See why',
    words: `Its guard took it back to shadow${when}: ${alarmInShort(reason)}`,
  };
}

function silence(routes: RouteFacts[]): AttentionItem {
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
