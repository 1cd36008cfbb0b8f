import { percentInWords } from '@delta-guard/gate';
import type { RequestKey } from '@delta-guard/protocol';
import type { RouteSettings } from './route-settings.ts';

/** What differs between two settings of a route, for the history; empty where nothing does. */
export function settingsInWords(before: RouteSettings, after: RouteSettings): string[] {
  const parts: [string, (settings: RouteSettings) => string][] = [
    ['sticky key', ({ stickyKey }) => keyInWords(stickyKey)],
    ['build header', ({ buildHeader }) => buildHeader ?? 'that of the gateway'],
    ['sampling', ({ sampling }) => samplingInWords(sampling)],
    ['control share', ({ controlShare }) => percentInWords(controlShare)],
    ['rechecks a second', ({ recheckPerSecondMax }) => String(recheckPerSecondMax)],
    ['bodies in samples', ({ bodies }) => (bodies === 'full' ? 'as the proxies keep them' : bodies)],
    ['automatic advance', ({ autoAdvanceTo }) => autoAdvanceTo],
    ['pause', ({ paused }) => (paused ? 'on' : 'off')],
    ['mismatch detector', ({ guard }) => (guard.mismatch ? 'on' : 'off')],
    ['latency detector', ({ guard }) => (guard.latency ? 'on' : 'off')],
    ['breaker', ({ guard }) => (guard.breaker ? 'on' : 'off')],
  ];
  return parts.flatMap(([name, words]) => {
    const [was, is] = [words(before), words(after)];
    return was === is ? [] : [`${name} from ${was} to ${is}`];
  });
}

function keyInWords(key: RequestKey | null): string {
  return key === null ? 'none' : `${key.in} ${key.name}`;
}

function samplingInWords({ share, by }: RouteSettings['sampling']): string {
  return by === null
    ? `${percentInWords(share)} of requests`
    : `${percentInWords(share)} by ${keyInWords(by)}`;
}
