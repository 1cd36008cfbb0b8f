import type { Logger } from 'pino';
import { Comparer } from './comparison/comparer.ts';
import type { Serving } from './drain.ts';
import { createEngine } from './exchange/create-engine.ts';
import { type HandlerParts, RequestHandler } from './exchange/request-handler.ts';
import { WebSocketSplices } from './exchange/websocket-splice.ts';
import { createTrafficServer } from './http/traffic-server.ts';
import { trustedProxies } from './http/trusted-proxies.ts';
import { OptionsError, type ParsedOptions } from './options.ts';
import type { ConfigHolder } from './routing/config-holder.ts';
import { Recorder } from './tally/recorder.ts';

export interface ServingParts {
  configs: ConfigHolder;
  secret: Uint8Array;
  log: Logger;
}

/** Puts together what takes client requests to their exchanges, and exchanges to their counts. */
export function createServing(options: ParsedOptions, { configs, secret, log }: ServingParts): Serving {
  const { limits } = options;
  const recorder = createRecorder(options, log);
  configs.onChange(() => recorder.routesChanged(configs.current.routes));
  const engine = createEngine(options, { ledger: recorder, secret, log });
  const trusted = trustedProxies(options.trustedProxies);
  if (!trusted.ok) throw new OptionsError([`trustedProxies: ${trusted.reason}`]);
  const parts: HandlerParts = { engine, configs, recorder, trusted: trusted.trusted, log };
  const handler = new RequestHandler(parts);
  const splices = new WebSocketSplices(parts, limits.webSocketsMax);
  const server = createTrafficServer(
    {
      onRequest: (request, response) => handler.handle(request, response),
      onExpectation: (request, response) => handler.refuseExpectation(request, response),
      onUpgrade: (request, socket, head) => splices.handle(request, socket, head),
    },
    limits,
  );
  return { server, handler, splices, engine, recorder };
}

function createRecorder({ limits }: ParsedOptions, log: Logger): Recorder {
  return new Recorder({
    nowMs: Date.now,
    comparer: new Comparer({
      decodedBytesMax: limits.decodedBytesMax,
      queueJobsMax: limits.comparisonQueueJobsMax,
      queueBytesMax: limits.comparisonQueueBytesMax,
      timeoutMs: limits.comparisonTimeoutMs,
      log,
    }),
    deltasPerHour: limits.deltasPerSignatureAndHour,
    discoveredTemplatesMax: limits.discoveredTemplatesMax,
    log,
  });
}
