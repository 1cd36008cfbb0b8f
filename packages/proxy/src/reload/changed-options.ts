import type { UpstreamOptions } from '../options/upstream-options.ts';
import type { ParsedOptions } from '../options.ts';
import { isLive } from './live-limits.ts';

export interface ChangedOptions {
  /** By their path in the file. */
  live: string[];
  needRestart: string[];
}

/** What differs between the options in force and those that were read. */
export function changedOptions(old: ParsedOptions, next: ParsedOptions): ChangedOptions {
  const changed: ChangedOptions = { live: [], needRestart: [] };
  const [before, after] = [flat(old), flat(next)];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path) === after.get(path)) continue;
    (isLivePath(path) ? changed.live : changed.needRestart).push(path);
  }
  return changed;
}

function isLivePath(path: string): boolean {
  const [first = '', second = ''] = path.split('.');
  if (first === 'limits') return isLive(second);
  return path === 'logLevel' || path === 'bodies' || second === 'host' || second === 'headers';
}

/** One entry for each option that is looked at as a whole, as JSON. */
function flat(options: ParsedOptions): Map<string, string> {
  const { legacy, candidate, control, limits, ...rest } = options;
  const entries: [string, unknown][] = [
    ...Object.entries(rest),
    ...inside('legacy', legacy),
    ...inside('candidate', candidate),
    ...inside('control', control),
    ...Object.entries(limits).map(([name, value]): [string, unknown] => [`limits.${name}`, value]),
  ];
  return new Map(
    entries.flatMap(([path, value]) => (value === undefined ? [] : [[path, JSON.stringify(value)]])),
  );
}

function inside(name: string, upstream: UpstreamOptions | undefined): [string, unknown][] {
  return Object.entries(upstream ?? {}).map(([key, value]) => [`${name}.${key}`, value]);
}
