import type { ServerResponse } from 'node:http';
import { setDataHeaders } from './security-headers.ts';

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  setDataHeaders(response);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
