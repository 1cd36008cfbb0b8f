import type { RequestKey } from '@delta-guard/protocol';
import type { RouteScreen } from '../contract.ts';
import { counted, formatRate } from './format.ts';

/** Fewer say nothing. */
const requestsMin = 20;
/** From here on canary reaches about as many clients as it says. */
const shareWanted = 0.9;

export function keyWords(key: RequestKey): string {
  return `${key.in} ${key.name}`;
}

/** How many requests carry it, once enough have come. */
export function keyShareWords({ keyCarried }: Pick<RouteScreen, 'keyCarried'>): string {
  if (keyCarried === null || keyCarried.requests < requestsMin) return '';
  const { keyed, requests } = keyCarried;
  return `, on ${formatRate(keyed / requests)} of the last ${counted(requests, 'request')}`;
}

/** What a key that clients do not carry does to canary, and what to do; null where they do. */
export function keyWarning({
  settings: { stickyKey },
  keyCarried,
}: Pick<RouteScreen, 'keyCarried'> & { settings: Pick<RouteScreen['settings'], 'stickyKey'> }):
  | string
  | null {
  if (stickyKey === null || keyCarried === null) return null;
  const { keyed, requests } = keyCarried;
  if (requests < requestsMin || keyed / requests >= shareWanted) return null;
  const next = 'Name a cookie or header that clients send, or have them send this one.';
  const key = `the sticky key, ${keyWords(stickyKey)}`;
  if (keyed === 0) {
    return `None of the last ${counted(requests, 'request')} carried ${key}: in canary the legacy answers every client, whatever the share. ${next}`;
  }
  return `Only ${formatRate(keyed / requests)} of the last ${counted(requests, 'request')} carried ${key}: in canary the legacy answers all others, so the candidate gets that much less than the share says. ${next}`;
}
