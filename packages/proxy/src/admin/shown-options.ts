import type { ParsedOptions } from '../options.ts';

/** Options in force, fit to be shown. They name files of secrets, they do not hold any. */
export function shownOptions(options: ParsedOptions): object {
  const { legacy, candidate, ...rest } = options;
  return {
    ...rest,
    legacy: { ...legacy, url: legacy.url.origin },
    candidate: { ...candidate, url: candidate.url.origin },
  };
}
