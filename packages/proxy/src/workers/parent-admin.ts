import http from 'node:http';
import { shownOptions } from '../admin/shown-options.ts';
import { expositionType } from '../metrics/exposition.ts';
import type { ParsedOptions } from '../options.ts';
import { mergeMetrics, type WorkerMetrics } from './merge-metrics.ts';
import type { WorkerParent, WorkerState } from './worker-parent.ts';

const workerTimeoutMs = 5_000;

/** The admin pages of all workers together; each worker has an admin port of its own beside, on the loopback. */
export function createParentAdmin(parent: WorkerParent, options: () => ParsedOptions): http.Server {
  return http.createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, { error: 'GET only' });
    else if (path === '/healthz') answer(response, 200, { status: 'ok', workers: parent.workers });
    else if (path === '/readyz') ready(response, parent);
    else if (path === '/metrics') void metrics(response, parent);
    else if (path === '/config') answer(response, 200, shownOptions(options()));
    else answer(response, 404, { error: 'no such page' });
  });
}

function ready(response: http.ServerResponse, { readiness, workers }: WorkerParent): void {
  answer(response, readiness.status === 'notReady' ? 503 : 200, { ...readiness, workers });
}

async function metrics(response: http.ServerResponse, { workers }: WorkerParent): Promise<void> {
  const pages = await Promise.all(workers.map(metricsOf));
  response.writeHead(200, { 'Content-Type': expositionType, 'Cache-Control': 'no-store' });
  response.end(mergeMetrics(pages.filter((page) => page !== null)));
}

/** Null for a worker that does not answer: the others are shown all the same. */
async function metricsOf({ slot, adminPort }: WorkerState): Promise<WorkerMetrics | null> {
  if (adminPort === null) return null;
  try {
    const page = await fetch(`http://127.0.0.1:${adminPort}/metrics`, {
      signal: AbortSignal.timeout(workerTimeoutMs),
    });
    return { slot, text: await page.text() };
  } catch {
    return null;
  }
}

function answer(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
