import type { Logger } from 'pino';

const everyMs = 10_000;

/** Says when an upstream cannot be reached, and why, and when it can be again; not more often than it helps. */
export function reachLog(upstream: string, log: Logger): (reachable: boolean, why: string | null) => void {
  let saidAtMs: number | null = null;
  let saysUnreachable = false;
  return (reachable, why) => {
    const now = performance.now();
    if (reachable) {
      if (saysUnreachable) log.info({ upstream }, 'the upstream is reached again');
      saysUnreachable = false;
      return;
    }
    if (saidAtMs !== null && now - saidAtMs < everyMs) return;
    saidAtMs = now;
    saysUnreachable = true;
    log.warn({ upstream, reason: why }, 'the upstream cannot be reached');
  };
}
