import type http from 'node:http';
import net from 'node:net';
import type { Engine } from './exchange/engine.ts';
import type { RequestHandler } from './exchange/request-handler.ts';
import type { WebSocketSplices } from './exchange/websocket-splice.ts';
import type { TrafficMetrics } from './metrics/traffic-metrics.ts';
import type { Recorder } from './tally/recorder.ts';

/** What serves clients, and what must be over before a proxy may end. */
export interface Serving {
  server: http.Server;
  handler: RequestHandler;
  splices: WebSocketSplices;
  engine: Engine;
  recorder: Recorder;
  traffic: TrafficMetrics;
}

export interface DrainLimits {
  drainMs: number;
  /** How long a connection that nobody uses is kept: a request may be on its way on it. */
  drainIdleMs: number;
}

/** What was broken off has to be counted too: a body may still be unpacked meanwhile. */
const settleMs = 5_000;

/** Takes no more connections, waits up to `drainMs` for answers and verdicts, and breaks off what is left. */
export async function drain(serving: Serving, { drainMs, drainIdleMs }: DrainLimits): Promise<void> {
  const { server, handler, splices, engine, recorder } = serving;
  handler.drain();
  const closed = stopAccepting(server);
  const closing = setInterval(() => server.closeIdleConnections(), drainIdleMs);
  const { unanswered, unsettled } = engine;
  const over = async () => {
    await closed;
    await unanswered.empty();
    await unsettled.empty();
    await recorder.idle();
  };
  await within(drainMs, over());
  clearInterval(closing);
  unanswered.stop();
  unsettled.stop();
  splices.stop();
  server.closeAllConnections();
  // Ends what http.Server does beside its connections.
  server.close();
  await recorder.close();
  await within(settleMs, over());
}

/**
 * Resolves when the last connection is closed. Not by `http.Server.close`, which closes connections between two requests at
 * once: a client that has just sent its next one would lose it.
 */
function stopAccepting(server: http.Server): Promise<void> {
  return new Promise((resolve) => net.Server.prototype.close.call(server, () => resolve()));
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
