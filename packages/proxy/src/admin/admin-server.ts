import http from 'node:http';
import { expositionType } from '../metrics/exposition.ts';
import type { TlsSourceState } from '../tls/tls-source.ts';

export interface AdminState {
  /** Null where the proxy serves, else why it does not. */
  notReady(): string | null;
  revision(): number;
  connected(): boolean;
  certificates(): readonly TlsSourceState[];
  metrics(): Promise<string>;
  /** Options in force, without secrets. */
  config(): object;
}

/** For probes and operators: whether the process lives, whether it takes traffic, how it is, and how it was told to be. */
export function createAdminServer(state: AdminState): http.Server {
  return http.createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, { error: 'GET only' });
    else if (path === '/healthz') answer(response, 200, { status: 'ok' });
    else if (path === '/readyz') ready(response, state);
    else if (path === '/metrics') void metrics(response, state);
    else if (path === '/config') answer(response, 200, state.config());
    else answer(response, 404, { error: 'no such page' });
  });
}

async function metrics(response: http.ServerResponse, state: AdminState): Promise<void> {
  const text = await state.metrics();
  response.writeHead(200, { 'Content-Type': expositionType, 'Cache-Control': 'no-store' });
  response.end(text);
}

function ready(response: http.ServerResponse, state: AdminState): void {
  const reason = state.notReady();
  const certificates = state.certificates().map(({ name, expiresAtMs, failure }) => ({
    name,
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    failure,
  }));
  const body = { revision: state.revision(), connected: state.connected(), certificates };
  if (reason === null) answer(response, 200, { status: 'ready', ...body });
  else answer(response, 503, { status: 'notReady', reason, ...body });
}

function answer(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
