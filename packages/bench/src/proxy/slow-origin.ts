import http from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A program: an origin that answers every request with the given body, after so many milliseconds.
 * Arguments: body, delay. It tells its port to the process that started it and ends with it.
 */
const [body = '', delayMs = '0'] = process.argv.slice(2);
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };

const server = http.createServer({ keepAliveTimeout: 600_000 }, (_, response) => {
  const answer = () => response.writeHead(200, headers).end(body);
  if (delayMs === '0') answer();
  else setTimeout(answer, Number(delayMs));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.({ type: 'ready', port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
