import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import type { ServerContext } from '../context.ts';
import type { IngestServer } from '../ingest/ingest-server.ts';
import { appRouter } from '../trpc/app-router.ts';
import { answerJson } from './answer-json.ts';
import { answerApi, apiPath } from './api.ts';
import { refusedOrigin } from './check-origin.ts';
import type { LiveSockets } from './live-sockets.ts';
import type { Pages } from './pages.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { setDataHeaders, setSecurityHeaders } from './security-headers.ts';

const trpcPath = '/api/trpc/';
const bodyBytesMax = 256 * 1024;
const batchMax = 32;

export interface HttpParts {
  context: ServerContext;
  ingest: IngestServer;
  live: LiveSockets;
  pages: Pages;
  /** What pipelines show; null where none was set. */
  apiToken: string | null;
  /** The port that a Host header has to name; known once the server listens. */
  port: () => number;
}

/** The one server of the control plane: interfaces, WebSockets and pages under one address. */
export function createHttpServer(parts: HttpParts): Server {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 10_000 });
  const { log } = parts.context;
  server.on('request', (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(request) }, 'a request failed');
      if (response.headersSent) response.destroy();
      else answerJson(response, 500, { error: 'something failed here; the log has it' });
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {});
    upgrade(parts, { request, socket, head }).catch((error: unknown) => {
      log.error({ err: error, path: pathOf(request) }, 'an upgrade failed');
      socket.destroy();
    });
  });
  return server;
}

async function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  setSecurityHeaders(response);
  const path = pathOf(request);
  if (path === '/healthz') return answerHealth(parts.context, response);
  const refused = refusedOrigin(request.headers, parts.port());
  if (refused !== null) {
    parts.context.log.warn({ path, remoteAddress: request.socket.remoteAddress }, `refused: ${refused}`);
    return answerJson(response, 403, { error: refused });
  }
  if (path.startsWith(apiPath)) return answerApi(parts, request, response, path);
  if (!path.startsWith(trpcPath)) return parts.pages.handle(request, response);
  setDataHeaders(response);
  return nodeHTTPRequestHandler({
    router: appRouter,
    createContext: () => parts.context,
    req: request,
    res: response,
    path: path.slice(trpcPath.length),
    maxBodySize: bodyBytesMax,
    maxBatchSize: batchMax,
  });
}

async function answerHealth(context: ServerContext, response: ServerResponse): Promise<void> {
  try {
    await context.db.$queryRaw`select 1`;
    answerJson(response, 200, { status: 'ok' });
  } catch {
    answerJson(response, 503, { status: 'the database does not answer' });
  }
}

async function upgrade(
  parts: HttpParts,
  asked: { request: IncomingMessage; socket: Duplex; head: Buffer },
): Promise<void> {
  const { request, socket, head } = asked;
  const path = pathOf(request);
  const refused = refusedOrigin(request.headers, parts.port());
  if (refused !== null) {
    const { remoteAddress } = request.socket;
    parts.context.log.warn({ path, remoteAddress }, `upgrade refused: ${refused}`);
    return refuseUpgrade(socket, 403, refused);
  }
  if (path === '/ingest') return parts.ingest.handleUpgrade(request, socket, head);
  if (path === '/api/live') return parts.live.handleUpgrade(request, socket, head);
  if (parts.pages.upgrade) return parts.pages.upgrade(request, socket, head);
  refuseUpgrade(socket, 404, 'there is no WebSocket here');
}

function pathOf(request: IncomingMessage): string {
  const target = request.url ?? '/';
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}
