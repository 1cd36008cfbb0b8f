import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { listen, stopServer } from './listen.ts';
import { readBody } from './read-body.ts';
import { idInPath } from './route-match.ts';

export interface Call {
  /** What stands for the template's one parameter; empty where it has none. */
  id: string;
  body: string;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface ServedRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** At most one `:parameter`. */
  template: string;
  answer: (call: Call) => Answer | Promise<Answer>;
}

export interface JsonServerOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  /** What the `Server` header says. */
  name: string;
  routes: readonly ServedRoute[];
  /** Refuses a request before it is read, or lets it pass by undefined. */
  refuse?: (request: IncomingMessage) => Answer | undefined;
}

export interface JsonServer {
  url: string;
  stop(): Promise<void>;
}

const bodyBytesMax = 16 * 1024;
const keepAliveTimeoutMs = 75_000;

/** Serves JSON; rejects with the reason where the port cannot be had. */
export async function startJsonServer(options: JsonServerOptions): Promise<JsonServer> {
  const server: Server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    respond(options, request, response).catch((error: unknown) => {
      console.error(`${options.name}: ${request.method} ${request.url} failed:`, error);
      response.destroy();
    });
  });
  const url = await listen(server, options);
  return { url, stop: () => stopServer(server) };
}

async function respond(
  options: JsonServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = options.refuse?.(request) ?? (await readAndAnswer(options.routes, request));
  if (answer !== 'clientGone') send(options.name, response, answer);
}

async function readAndAnswer(
  routes: readonly ServedRoute[],
  request: IncomingMessage,
): Promise<Answer | 'clientGone'> {
  const body = await readBody(request, bodyBytesMax);
  if (body === 'clientGone') return body;
  if (body !== 'tooLarge') return answerOf(routes, request, body.text);
  const error = `the body is over ${bodyBytesMax} bytes`;
  return { status: 413, body: { error }, headers: { Connection: 'close' } };
}

async function answerOf(
  routes: readonly ServedRoute[],
  request: IncomingMessage,
  body: string,
): Promise<Answer> {
  const path = (request.url ?? '/').replace(/\?.*$/s, '');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const allowed: string[] = [];
  for (const route of routes) {
    const id = idInPath(route.template, path);
    if (id === undefined) continue;
    if (route.method === method) return route.answer({ id, body });
    allowed.push(...(route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  }
  if (allowed.length === 0) return { status: 404, body: { error: `nothing is at ${path}` } };
  const error = `${request.method} is not allowed here`;
  return { status: 405, body: { error }, headers: { Allow: allowed.join(', ') } };
}

function send(name: string, response: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    Server: name,
    ...headers,
  });
  response.end(bytes);
}
