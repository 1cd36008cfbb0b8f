import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import type { TestCertificate } from './certificates.ts';
import { bodyBytes, type GeneratedExchange, inChunks, numbers } from './generated-exchange.ts';
import { ArrivingMessages, readWireMessage, type WireMessage } from './http-message-reader.ts';
import { type TestServer, tcpServer } from './upstream-server.ts';

const ownHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);
const addedByProxy = /^(?:x-forwarded-.*|forwarded|via|host)$/i;

/** A legacy that answers the exchange whose number the target names, and keeps what it was asked. */
export async function generatedLegacy(
  exchanges: readonly GeneratedExchange[],
  certificate: TestCertificate | null = null,
) {
  const asked = new Map<number, WireMessage[]>();
  const server: TestServer = await tcpServer((socket) => {
    const arrived = new ArrivingMessages();
    socket.on('data', (chunk) => {
      for (const message of arrived.add(chunk)) {
        const number = Number(/[?&]exchange=(\d+)$/.exec(message.start.split(' ')[1] ?? '')?.[1]);
        const exchange = exchanges[number];
        if (exchange === undefined) throw new Error(`no exchange in ${message.start}`);
        asked.set(number, [...(asked.get(number) ?? []), message]);
        answer(
          socket,
          exchange,
          message.headers.some(([name, value]) => name === 'Connection' && value === 'close'),
        );
      }
    });
  }, certificate);
  return { server, asked };
}

export interface AskedAt {
  port: number;
  /** Whom to trust, where it is asked over TLS. */
  ca: string | null;
}

/** Sends the exchange's request and reads the whole answer. */
export function askRaw(
  { port, ca }: AskedAt,
  exchange: GeneratedExchange,
  number: number,
  prefix: string,
): Promise<WireMessage> {
  return new Promise((resolve, reject) => {
    const at = { port, host: '127.0.0.1' };
    const socket = ca === null ? net.connect(at) : tls.connect({ ...at, ca });
    const parts: Buffer[] = [];
    socket.on(ca === null ? 'connect' : 'secureConnect', () =>
      writeSplit(socket, requestBytes(exchange, number, prefix), exchange.seed),
    );
    socket.on('data', (chunk) => parts.push(chunk));
    socket.on('error', reject);
    socket.setTimeout(60_000, () => {
      const got = Buffer.concat(parts);
      const start = JSON.stringify(got.toString('latin1', 0, 300));
      reject(
        new Error(
          `exchange ${number} hangs after ${got.length} bytes: ${start}\n${JSON.stringify(exchange)}`,
        ),
      );
      socket.destroy();
    });
    socket.on('close', () => {
      const bodyless = exchange.method === 'HEAD';
      const message = readWireMessage(withoutEarly(Buffer.concat(parts)), { ended: true, bodyless });
      if (message === null) reject(new Error(`exchange ${number}: the answer is not whole`));
      else resolve(message);
    });
  });
}

const early = 'HTTP/1.1 103 Early Hints\r\nLink: </early>\r\n\r\n';

function withoutEarly(bytes: Buffer): Buffer {
  return bytes.indexOf(early, 0, 'latin1') === 0 ? bytes.subarray(early.length) : bytes;
}

/** What must be equal with and without the proxy: everything but the fields of the connection itself. */
export function comparableAnswer(message: WireMessage) {
  const status = /^HTTP\/1\.\d (\d+)/.exec(message.start)?.[1];
  const noLength = status === '204' ? 'content-length' : '';
  return {
    start: message.start,
    headers: message.headers.filter(
      ([name]) => !ownHop.has(name.toLowerCase()) && name.toLowerCase() !== noLength,
    ),
    trailers: message.trailers,
    bodyBytes: message.body.length,
    body: message.body.toString('base64'),
  };
}

/** The same for what the legacy was asked. Host and Content-Length may move; their values may not change. */
export function comparableRequest(message: WireMessage) {
  const moved = /^(?:content-length|host)$/i;
  const kept = message.headers.filter(
    ([name]) => !ownHop.has(name.toLowerCase()) && !addedByProxy.test(name),
  );
  const length = kept.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  return {
    start: message.start.replace(/^(\S+) \/(?:off|shadow|guarded)/, '$1 '),
    headers: kept.filter(([name]) => !moved.test(name)),
    length,
    body: message.body.toString('base64'),
  };
}

function requestBytes(exchange: GeneratedExchange, number: number, prefix: string): Buffer {
  const query = exchange.path.includes('?') ? '&' : '?';
  const lines = [
    `${exchange.method} ${prefix}/${exchange.path}${query}exchange=${number} HTTP/1.1`,
    'Host: legacy.example',
    ...exchange.requestHeaders.map(([name, value]) => `${name}: ${value}`),
  ];
  const body =
    exchange.requestFraming === 'none' ? Buffer.alloc(0) : bodyBytes(exchange.requestBody, exchange.seed);
  if (exchange.requestFraming === 'length') lines.push(`Content-Length: ${body.length}`);
  if (exchange.requestFraming === 'chunked') lines.push('Transfer-Encoding: chunked');
  const framed = exchange.requestFraming === 'chunked' ? inChunks(body, exchange.seed, []) : body;
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`, 'latin1'), framed]);
}

function answer(socket: Socket, exchange: GeneratedExchange, closesAnyway: boolean): void {
  const { status, reason, method, framing, seed } = exchange;
  const bodyless = method === 'HEAD' || status === 204 || status === 304;
  const body = bodyBytes(exchange.answerBody, seed + 1);
  const lines = [
    `HTTP/1.1 ${status} ${reason}`,
    ...exchange.answerHeaders.map(([name, value]) => `${name}: ${value}`),
  ];
  if (framing === 'length') lines.push(`Content-Length: ${status === 204 ? 0 : body.length}`);
  if (framing === 'chunked' && !bodyless) lines.push('Transfer-Encoding: chunked');
  const closes = framing === 'untilClose';
  if (closes) lines.push('Connection: close');
  const framed = framing === 'chunked' ? inChunks(body, seed, exchange.trailers) : body;
  const head = Buffer.from(`${exchange.early ? early : ''}${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  writeSplit(socket, bodyless ? head : Buffer.concat([head, framed]), seed, () => {
    if (closes || closesAnyway) socket.end();
  });
}

/** Writes bytes in uneven pieces, some of them in later turns of the event loop. */
function writeSplit(socket: Socket, bytes: Buffer, seed: number, whole: () => void = () => {}): void {
  const next = numbers(seed);
  let at = 0;
  let turns = 0;
  const more = () => {
    while (at < bytes.length) {
      const end = Math.min(bytes.length, at + 1 + next(next(3) === 0 ? 50 : 200_000));
      socket.write(bytes.subarray(at, end));
      at = end;
      turns += 1;
      if (turns < 20 && next(2) === 0 && at < bytes.length) {
        setImmediate(more);
        return;
      }
    }
    whole();
  };
  more();
}
