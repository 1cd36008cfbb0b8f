import type http from 'node:http';
import { poolLimits } from '../exchange/create-engine.ts';
import type { Engine } from '../exchange/engine.ts';
import type { ProxyLimits } from '../options.ts';

/** Limits that hold without a restart; the others size what was built when the proxy began. */
const live: ReadonlySet<string> = new Set<keyof ProxyLimits>([
  'captureBytesMax',
  'requestCopyBytesMax',
  'captureTotalBytesMax',
  'shadowConnectionsMax',
  'shadowInFlightMax',
  'shadowTimeoutMs',
  'controlInFlightMax',
  'primaryConnectionsMax',
  'primaryPendingMax',
  'primaryPendingTimeoutMs',
  'connectTimeoutMs',
  'headTimeoutMs',
  'candidateHeadTimeoutMs',
  'bodyIdleTimeoutMs',
  'keepAliveTimeoutMs',
  'headersTimeoutMs',
  'clientIdleTimeoutMs',
  'drainMs',
  'drainIdleMs',
  'ackWaitMs',
]);

export function isLive(limit: string): boolean {
  return live.has(limit);
}

/** Takes over the live ones of `next` into `limits`, which exchanges read, and into what has copies of them. */
export function putLimits(
  limits: ProxyLimits,
  next: ProxyLimits,
  { engine, server }: { engine: Engine; server: http.Server },
): void {
  Object.assign(limits, Object.fromEntries(Object.entries(next).filter(([name]) => isLive(name))));
  const { primary, shadow, control } = poolLimits(limits);
  engine.legacy.limit(primary);
  engine.candidate.limit(primary);
  engine.shadow.limit(shadow);
  engine.slots.inFlightMax = limits.shadowInFlightMax;
  engine.budget.bytesMax = limits.captureTotalBytesMax;
  if (engine.control !== null) {
    engine.control.upstream.limit(control);
    engine.control.slots.inFlightMax = limits.controlInFlightMax;
  }
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  server.headersTimeout = limits.headersTimeoutMs;
  server.timeout = limits.clientIdleTimeoutMs;
}
