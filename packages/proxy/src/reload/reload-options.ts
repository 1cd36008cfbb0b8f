import type { Logger } from 'pino';
import type { Serving } from '../drain.ts';
import type { UpstreamOptions } from '../options/upstream-options.ts';
import { OptionsError, type ParsedOptions } from '../options.ts';
import type { Certificates } from '../tls/certificates.ts';
import { loadRequestRules, setRequestRules } from '../upstream/load-request-rules.ts';
import { changedOptions } from './changed-options.ts';
import { putLimits } from './live-limits.ts';

export interface ReloadParts {
  /** Those in force; what changes without a restart is written into them. */
  options: ParsedOptions;
  serving: Serving;
  certificates: Certificates;
  log: Logger;
}

/** Reads options and files again. Never throws: what cannot be used changes nothing, and is logged. */
export async function reloadOptions(read: () => Promise<ParsedOptions>, parts: ReloadParts): Promise<void> {
  const { log, certificates } = parts;
  await certificates.reload();
  try {
    await take(await read(), parts);
  } catch (error) {
    const reason = error instanceof OptionsError ? { mistakes: error.mistakes } : { err: error };
    log.error(reason, 'the settings cannot be used: those in force stay');
  }
}

async function take(next: ParsedOptions, { options, serving, log }: ReloadParts): Promise<void> {
  const { live, needRestart } = changedOptions(options, next);
  // Secrets may have changed behind the same names.
  setRequestRules(serving.engine, await loadRequestRules(next));
  putLimits(options.limits, next.limits, serving);
  takeHeaders(options.legacy, next.legacy);
  takeHeaders(options.candidate, next.candidate);
  if (options.control !== undefined && next.control !== undefined) takeHeaders(options.control, next.control);
  options.bodies = next.bodies;
  if (options.logLevel !== next.logLevel) log.level = options.logLevel = next.logLevel;
  log.info({ changed: live }, 'the settings were read again');
  if (needRestart.length > 0) log.warn({ options: needRestart }, 'some changed settings need a restart');
}

function takeHeaders(upstream: UpstreamOptions, next: UpstreamOptions): void {
  upstream.host = next.host;
  if (next.headers === undefined) delete upstream.headers;
  else upstream.headers = next.headers;
}
