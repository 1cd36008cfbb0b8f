import type { RouteConfig } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import { requestKeyValue } from './request-key.ts';
import { isInShare } from './stable-hash.ts';
import { targetHash } from './target-hash.ts';

/**
 * What is decided for each request of a route before it is read. The salts differ, so that the clients that are sampled
 * and those that canary puts on the candidate are chosen independently, on each route anew.
 */
export interface RouteChoice {
  /** Whether a request in shadow is eligible; null where all are. */
  readonly samples: ((headers: HeaderList) => boolean) | null;
  /** Whether the candidate answers this client in canary: never without the key. */
  readonly isCanary: (headers: HeaderList) => boolean;
  /** Whether a request carries the sticky key; null where the route has none. */
  readonly carriesKey: ((headers: HeaderList) => boolean) | null;
  /** The target of a path as a number without its name; null where the template has one target only. */
  readonly targetOf: ((path: string) => number) | null;
}

/** `random` gives numbers in [0, 1), for requests that no key tells apart. */
export function routeChoice(route: RouteConfig, salt: string, random: () => number): RouteChoice {
  const { sampling, stickyKey, canaryShare, id, template } = route;
  const samplingSalt = `sampling ${salt} ${id}`;
  const canarySalt = `canary ${salt} ${id}`;
  const samples = (headers: HeaderList) => {
    const value = sampling.by === null ? null : requestKeyValue(sampling.by, headers);
    return value === null ? random() < sampling.share : isInShare(sampling.share, samplingSalt, value);
  };
  const isCanary = (headers: HeaderList) => {
    const value = stickyKey === null ? null : requestKeyValue(stickyKey, headers);
    return value !== null && isInShare(canaryShare, canarySalt, value);
  };
  return {
    samples: sampling.share === 1 ? null : samples,
    isCanary,
    carriesKey: stickyKey === null ? null : (headers) => requestKeyValue(stickyKey, headers) !== null,
    targetOf: hasParameters(template) ? (path) => targetHash(salt, path) : null,
  };
}

function hasParameters(template: string): boolean {
  return template.includes(':') || template.includes('*');
}
