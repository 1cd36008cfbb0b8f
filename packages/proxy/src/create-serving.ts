import type { Logger } from 'pino';
import { Comparer } from './comparison/comparer.ts';
import type { Serving } from './drain.ts';
import { createEngine } from './exchange/create-engine.ts';
import { type HandlerParts, RequestHandler } from './exchange/request-handler.ts';
import { WebSocketSplices } from './exchange/websocket-splice.ts';
import { Guards, type GuardsParts } from './guard/guards.ts';
import type { RollBacks } from './guard/roll-backs.ts';
import { createTrafficServer } from './http/traffic-server.ts';
import { trustedProxies } from './http/trusted-proxies.ts';
import { TrafficMetrics } from './metrics/traffic-metrics.ts';
import { OptionsError, type ParsedOptions } from './options.ts';
import { setOwnNames } from './redact/own-names.ts';
import type { ConfigHolder } from './routing/config-holder.ts';
import { Recorder } from './tally/recorder.ts';
import type { Certificates } from './tls/certificates.ts';
import type { Tracer } from './tracing/tracer.ts';
import { reachLog } from './upstream/reach-log.ts';

export interface ServingParts {
  configs: ConfigHolder;
  secret: Uint8Array;
  /** Where the guard's alarms go. */
  rollBacks: RollBacks;
  certificates: Certificates;
  tracer: Tracer | null;
  log: Logger;
}

/** Puts together what takes client requests to their exchanges, and exchanges to their counts. */
export function createServing(options: ParsedOptions, given: ServingParts): Serving {
  const { configs, secret, certificates, tracer, rollBacks, log } = given;
  const { limits } = options;
  const parsed = trustedProxies(options.trustedProxies);
  if (!parsed.ok) throw new OptionsError([`trustedProxies: ${parsed.reason}`]);
  const { trusted } = parsed;
  const onAlarm: GuardsParts['onAlarm'] = (route, alarm) => rollBacks.alarm(route, alarm);
  const guards = new Guards({ configs, trusted, log, onAlarm });
  const traffic = new TrafficMetrics();
  const recorder = createRecorder(options, { guards, traffic, log });
  configs.onChange(() => {
    recorder.routesChanged(configs.current.routes);
    guards.keep(new Set(configs.current.routes.map(({ config }) => config.id)));
  });
  const engine = createEngine(options, { ledger: recorder, secret, certificates, log });
  engine.legacy.onReach = reachLog('legacy', log);
  engine.candidate.onReach = engine.shadow.onReach = reachLog('candidate', log);
  const parts: HandlerParts = { engine, configs, recorder, trusted, tracer, log };
  const handler = new RequestHandler(parts);
  const splices = new WebSocketSplices(parts, limits.webSocketsMax);
  const server = createTrafficServer(
    {
      onRequest: (request, response) => handler.handle(request, response),
      onExpectation: (request, response) => handler.refuseExpectation(request, response),
      onUpgrade: (request, socket, head) => splices.handle(request, socket, head),
    },
    limits,
    certificates.clients,
  );
  return { server, handler, splices, engine, recorder, traffic };
}

function createRecorder(
  options: ParsedOptions,
  { guards, traffic, log }: { guards: Guards; traffic: TrafficMetrics; log: Logger },
): Recorder {
  const { limits, secretNames } = options;
  setOwnNames(secretNames);
  return new Recorder({
    nowMs: Date.now,
    comparer: new Comparer({
      decodedBytesMax: limits.decodedBytesMax,
      secretNames,
      queueJobsMax: limits.comparisonQueueJobsMax,
      queueBytesMax: limits.comparisonQueueBytesMax,
      timeoutMs: limits.comparisonTimeoutMs,
      log,
    }),
    // Looked up for each sample: a reload may change it.
    bodiesAtMost: () => options.bodies,
    deltasPerHour: limits.deltasPerSignatureAndHour,
    discoveredTemplatesMax: limits.discoveredTemplatesMax,
    observe: (end) => guards.observe(end),
    onCounts: (counts) => traffic.add(counts),
    log,
  });
}
