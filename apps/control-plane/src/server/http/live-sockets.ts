import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { ServerContext } from '../context.ts';
import { listenersMax } from '../live/live-hub.ts';
import { appRouter } from '../trpc/app-router.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

const messageBytesMax = 64 * 1024;

/** The WebSocket of the pages: tRPC's subscriptions. */
export class LiveSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
  });
  readonly #reconnect: () => void;

  constructor(context: ServerContext) {
    const { broadcastReconnectNotification } = applyWSSHandler({
      wss: this.#server,
      router: appRouter,
      createContext: () => context,
      keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
    });
    this.#reconnect = broadcastReconnectNotification;
    this.#server.on('connection', (socket) => socket.on('error', () => {}));
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#server.clients.size >= listenersMax) {
      refuseUpgrade(socket, 503, `more than ${listenersMax} live pages are open`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => {
      this.#server.emit('connection', client, request);
    });
  }

  close(): void {
    this.#reconnect();
    for (const client of this.#server.clients) client.close(1001, 'the control plane stops');
    const hurry = setTimeout(() => {
      for (const client of this.#server.clients) client.terminate();
    }, 1_000);
    hurry.unref();
  }
}
