import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { exportDeltas } from '../export/export-deltas.ts';
import { exportEvidence } from '../export/export-evidence.ts';
import type { Exporter } from '../export/export-filter.ts';
import { exportRules } from '../export/export-rules.ts';
import { exportTallies } from '../export/export-tallies.ts';
import { answerJson } from './answer-json.ts';
import { type Api, showsToken } from './api-token.ts';
import { setDataHeaders } from './security-headers.ts';

const exporters: Record<string, Exporter> = {
  deltas: exportDeltas,
  tallies: exportTallies,
  rules: exportRules,
  evidence: exportEvidence,
};

/** Of what any clock says; PostgreSQL takes fewer dates than JavaScript. */
const yearMax = 9_999;

/** ISO 8601, or milliseconds of Unix time. */
const moment = z
  .string()
  .transform((text) => new Date(/^\d+$/.test(text) ? Number(text) : text))
  .refine(
    (date) => date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= yearMax,
    'expected a date such as 2026-11-23T10:00:00Z',
  );
const filterSchema = z.strictObject({
  route: z.uuid().optional(),
  signature: z.uuid().optional(),
  from: moment.optional(),
  to: moment.optional(),
});

/** What is exported under a path below the interface's own; null where nothing is. */
export function exporterOf(name: string): Exporter | null {
  return Object.hasOwn(exporters, name) ? (exporters[name] ?? null) : null;
}

/** One JSON object a line, read from the database only as fast as the client takes it. */
export async function answerExport(
  api: Api,
  request: IncomingMessage,
  { response, name, exporter }: { response: ServerResponse; name: string; exporter: Exporter },
): Promise<void> {
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    return answerJson(response, 405, { error: 'an export is read with GET' });
  }
  const { headers } = request;
  // Browsers say so of our own pages, which show the same; programs show the token.
  const fromOwnPage = headers['sec-fetch-site'] === 'same-origin';
  if (!fromOwnPage && !showsToken(api, request, response)) return;
  const parsed = filterSchema.safeParse(Object.fromEntries(new URLSearchParams(request.url?.split('?')[1])));
  if (!parsed.success) {
    const error = `expected ?route=&signature=&from=&to=: ${z.prettifyError(parsed.error)}`;
    return answerJson(response, 400, { error });
  }
  setDataHeaders(response);
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson',
    'Content-Disposition': `attachment; filename="${name}.ndjson"`,
  });
  try {
    await pipeline(Readable.from(exporter(api.context, parsed.data)), response);
  } catch (error) {
    // The client went: the reading of the database has ended with it.
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
