import http from 'node:http';
import type { RollBackAnswer, RollBackRequest } from './local-control.ts';

const timeoutMs = 10_000;

/** Asks the proxy behind a socket. Rejects where none listens there, or none answers in time. */
export function askForRollBack(file: string, request: RollBackRequest): Promise<RollBackAnswer> {
  return new Promise((resolve, reject) => {
    const call = http.request(
      { socketPath: file, path: '/rollback', method: 'POST', timeout: timeoutMs },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          try {
            // Safe: what listens on this socket is the proxy of the same build.
            resolve(JSON.parse(text) as RollBackAnswer);
          } catch (error) {
            reject(error);
          }
        });
        response.on('error', reject);
      },
    );
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    call.on('error', reject);
    call.end(JSON.stringify(request));
  });
}
