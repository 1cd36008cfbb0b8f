import type { Logger } from 'pino';
import { LoopMarker } from '../http/loop-marker.ts';
import type { ParsedOptions, ProxyLimits } from '../options.ts';
import type { Certificates } from '../tls/certificates.ts';
import { Upstream, type UpstreamLimits } from '../upstream/upstream.ts';
import { ByteBudget } from './byte-budget.ts';
import type { ControlUpstream, Engine } from './engine.ts';
import type { Ledger } from './ledger.ts';
import { OpenExchanges } from './open-exchanges.ts';
import { ShadowBreaker } from './shadow-breaker.ts';
import { ShadowSlots } from './shadow-slots.ts';

export interface EngineParts {
  ledger: Ledger;
  /** What the instances of a gateway share and nobody else knows. */
  secret: Uint8Array;
  certificates: Certificates;
  log: Logger;
}

/** Puts together what all exchanges of one proxy share. */
export function createEngine(
  options: ParsedOptions,
  { ledger, secret, certificates, log }: EngineParts,
): Engine {
  const { limits } = options;
  const { primary, shadow } = poolLimits(limits);
  return {
    legacy: new Upstream(options.legacy.url, primary, certificates.upstream('legacy')),
    candidate: new Upstream(options.candidate.url, primary, certificates.upstream('candidate')),
    shadow: new Upstream(options.candidate.url, shadow, certificates.upstream('candidate')),
    control: createControl(options, certificates),
    marker: new LoopMarker(secret, Date.now),
    breaker: new ShadowBreaker({
      failures: limits.shadowBreakerFailures,
      openMs: limits.shadowBreakerOpenMs,
      openMsMax: limits.shadowBreakerOpenMaxMs,
      nowMs: () => performance.now(),
      onChange: (state) =>
        log.warn({ candidate: options.candidate.url.origin }, `the shadow breaker is ${state}`),
    }),
    slots: new ShadowSlots(limits.shadowInFlightMax),
    budget: new ByteBudget(limits.captureTotalBytesMax),
    ledger,
    unanswered: new OpenExchanges(),
    unsettled: new OpenExchanges(),
    limits,
  };
}

/** Small bounds: noise needs samples, not all traffic. */
function createControl(
  { control, limits }: ParsedOptions,
  certificates: Certificates,
): ControlUpstream | null {
  if (control === undefined) return null;
  const upstream = new Upstream(control.url, poolLimits(limits).control, certificates.upstream('control'));
  return { upstream, slots: new ShadowSlots(limits.controlInFlightMax) };
}

/** The bounds of each pool of connections. */
export function poolLimits(limits: ProxyLimits): Record<'primary' | 'shadow' | 'control', UpstreamLimits> {
  const { connectTimeoutMs, bodyIdleTimeoutMs, headerBytesMax } = limits;
  const common = { connectTimeoutMs, bodyIdleTimeoutMs, headerBytesMax };
  return {
    primary: {
      ...common,
      connectionsMax: limits.primaryConnectionsMax,
      pendingMax: limits.primaryPendingMax,
      pendingTimeoutMs: limits.primaryPendingTimeoutMs,
    },
    shadow: {
      ...common,
      connectionsMax: limits.shadowConnectionsMax,
      pendingMax: limits.shadowInFlightMax,
      pendingTimeoutMs: limits.shadowTimeoutMs,
    },
    control: {
      ...common,
      connectionsMax: limits.controlInFlightMax,
      pendingMax: limits.controlInFlightMax,
      pendingTimeoutMs: limits.shadowTimeoutMs,
    },
  };
}
