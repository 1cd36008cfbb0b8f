import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { DomainError } from '../errors/domain-error.ts';
import { evidenceScreen } from '../read-models/evidence-screen.ts';
import { announceBuild, announceBuildInput } from '../services/build/announce.ts';
import { httpStatusOf } from '../trpc/transport-error.ts';
import { answerJson } from './answer-json.ts';
import { type Api, showsToken } from './api-token.ts';
import { answerExport, exporterOf } from './export.ts';
import { BodyTooLarge, readBody } from './read-body.ts';

export const apiPath = '/api/v1/';
const bodyBytesMax = 16 * 1024;

/** The interface for programs: JSON in and out, errors as `{ "error": sentence }`. */
export async function answerApi(
  api: Api,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  try {
    if (path === `${apiPath}builds`) return await answerBuilds(api, request, response);
    const evidence = /^\/api\/v1\/evidence\/([0-9a-f-]{36})$/.exec(path)?.[1];
    if (evidence !== undefined) return await answerEvidence(api, request, { response, id: evidence });
    const name = path.slice(apiPath.length);
    const exporter = exporterOf(name);
    if (exporter !== null) return await answerExport(api, request, { response, name, exporter });
    answerJson(response, 404, { error: `there is nothing under ${path}` });
  } catch (error) {
    if (error instanceof DomainError)
      return answerJson(response, httpStatusOf(error.reason), { error: error.message });
    if (error instanceof BodyTooLarge) return answerJson(response, 413, { error: error.message });
    throw error;
  }
}

async function answerBuilds(api: Api, request: IncomingMessage, response: ServerResponse) {
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return answerJson(response, 405, { error: 'a build is announced with POST' });
  }
  if (!showsToken(api, request, response)) return;
  const body = parseJson(await readBody(request, bodyBytesMax));
  const parsed = announceBuildInput.safeParse(body);
  if (!parsed.success) {
    const error = `expected {"build": "...", "route"?: "GET /accounts/:id"}: ${z.prettifyError(parsed.error)}`;
    return answerJson(response, 400, { error });
  }
  answerJson(response, 200, await announceBuild(api.context, parsed.data));
}

/** The bundle as a file; whoever may see the pages may have it. */
async function answerEvidence(
  { context }: Api,
  request: IncomingMessage,
  { response, id }: { response: ServerResponse; id: string },
) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return answerJson(response, 405, { error: 'evidence is read with GET' });
  }
  if (!z.uuid().safeParse(id).success) {
    return answerJson(response, 404, { error: 'There is no such evidence.' });
  }
  const { bundle } = await evidenceScreen(context, id);
  response.setHeader('Content-Disposition', `attachment; filename="evidence-${id}.json"`);
  answerJson(response, 200, bundle);
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
