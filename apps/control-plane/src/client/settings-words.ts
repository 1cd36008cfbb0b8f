import type { BodiesKept } from '@delta-guard/protocol';
import type { RouteScreen } from '../contract.ts';
import { formatRate } from './format.ts';
import { keyShareWords, keyWords } from './key-words.ts';

export interface SettingLine {
  name: string;
  value: string;
  /** Why this wants a thought; null where it does not. */
  warning: string | null;
}

/** What samples of a route keep of bodies, at most. */
export const bodiesWords: Record<BodiesKept, string> = {
  full: 'as much as the proxies keep',
  differing: 'at most where and what differs',
  none: 'where they differ, and no value',
};

/** What a route has of its own, line by line. */
export function settingLines(screen: RouteScreen): SettingLine[] {
  const { settings, gatewayBuildHeader } = screen;
  const { stickyKey, sampling, controlShare, recheckPerSecondMax, buildHeader } = settings;
  const header = buildHeader ?? gatewayBuildHeader;
  return [
    { name: 'Guard', ...guardLine(screen) },
    {
      name: 'Sticky key',
      value:
        stickyKey === null
          ? 'none, so there can be no canary'
          : `${keyWords(stickyKey)}${keyShareWords(screen)}`,
      warning: null,
    },
    {
      name: 'Build header',
      value: header === null ? 'none: new builds are not noticed' : header,
      warning: null,
    },
    {
      name: 'Sampling in shadow',
      value: `${formatRate(sampling.share)} of ${sampling.by ? `clients, by ${keyWords(sampling.by)}` : 'requests'}`,
      warning: null,
    },
    {
      name: 'Control instance',
      value: controlShare === 0 ? 'not asked' : `asked for ${formatRate(controlShare)}`,
      warning: null,
    },
    { name: 'Automatic advance', ...advanceLine(screen) },
    {
      name: 'Pause',
      value: settings.paused ? 'on: its gate is shut' : 'off',
      warning: settings.paused ? 'It is not promoted until somebody ends the pause here.' : null,
    },
    {
      name: 'Recheck',
      value: recheckPerSecondMax === 0 ? 'off' : `at most ${recheckPerSecondMax} a second`,
      warning: null,
    },
    { name: 'Bodies in samples', value: bodiesWords[settings.bodies], warning: null },
  ];
}

function advanceLine({ settings, policy }: RouteScreen): Omit<SettingLine, 'name'> {
  const { autoAdvanceTo } = settings;
  const to = autoAdvanceTo === 'policy' ? policy.autoAdvanceTo : autoAdvanceTo;
  const by = autoAdvanceTo === 'policy' ? ', by its policy' : '';
  if (to === null || to === 'never') return { value: `off${by}: a person promotes`, warning: null };
  return { value: `up to ${to}${by}`, warning: `While the gate is open it goes to ${to} without anybody.` };
}

const guardNames = { mismatch: 'mismatches', latency: 'latency', breaker: 'breaker' } as const;

/** A detector is in force where both the route and its policy want it. */
function guardLine({ settings, policy }: RouteScreen): Omit<SettingLine, 'name'> {
  const guard = {
    mismatch: settings.guard.mismatch && policy.guardOnMismatch,
    latency: settings.guard.latency && policy.guardOnLatency,
    breaker: settings.guard.breaker && policy.guardOnBreaker,
  };
  const kinds = ['mismatch', 'latency', 'breaker'] as const;
  const on = kinds.filter((kind) => guard[kind]).map((kind) => guardNames[kind]);
  const off = kinds.filter((kind) => !guard[kind]).map((kind) => guardNames[kind]);
  if (off.length === 0) return { value: `on: ${on.join(', ')}`, warning: null };
  return {
    value: on.length === 0 ? 'off' : `on: ${on.join(', ')}`,
    warning: `Off: ${off.join(', ')}. The route is not rolled back by itself for ${off.length === 3 ? 'anything' : 'that'}.`,
  };
}
