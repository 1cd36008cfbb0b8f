import type http from 'node:http';
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

/** Takes no more connections, waits up to `drainMs` for answers and verdicts, and breaks off what is left. */
export async function drain(serving: Serving, drainMs: number): Promise<void> {
  const { server, handler, splices, engine, recorder } = serving;
  handler.drain();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const { unanswered, unsettled } = engine;
  const over = async () => {
    await closed;
    await unanswered.empty();
    await unsettled.empty();
    await recorder.idle();
  };
  await within(drainMs, over());
  unanswered.stop();
  unsettled.stop();
  splices.stop();
  server.closeAllConnections();
  await recorder.close();
  await within(1_000, over());
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
