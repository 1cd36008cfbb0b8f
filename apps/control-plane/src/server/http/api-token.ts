import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerContext } from '../context.ts';
import { carriesToken } from '../ingest/token.ts';
import { answerJson } from './answer-json.ts';

export interface Api {
  context: ServerContext;
  /** What programs show; null where none was set. */
  apiToken: string | null;
}

/** Whether the request carries the API token; where it does not, it is answered with what is wrong. */
export function showsToken(
  { context, apiToken }: Api,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (apiToken === null) {
    const error =
      'no API token is set: start the control plane with DELTA_GUARD_API_TOKEN or DELTA_GUARD_API_TOKEN_FILE';
    answerJson(response, 403, { error });
    return false;
  }
  if (carriesToken(request.headers.authorization, apiToken)) return true;
  context.log.warn({ remoteAddress: request.socket.remoteAddress }, 'an API call was refused: wrong token');
  response.setHeader('WWW-Authenticate', 'Bearer');
  answerJson(response, 401, { error: 'the API token is missing or wrong: Authorization: Bearer TOKEN' });
  return false;
}
