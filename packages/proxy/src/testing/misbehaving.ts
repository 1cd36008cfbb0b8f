import type { Socket } from 'node:net';
import { ownPort } from './own-port.ts';
import { rawHttpServer, type TestServer } from './upstream-server.ts';

const ok = 'HTTP/1.1 200 OK\r\n';

/** Ways in which a candidate can go wrong, each on a real socket. */
export const misbehaviours = {
  hangs: () => {},
  closes: (socket: Socket) => socket.destroy(),
  resets: (socket: Socket) => socket.resetAndDestroy(),
  resetsMidHead: (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-');
    setTimeout(() => socket.resetAndDestroy(), 5);
  },
  resetsMidBody: (socket: Socket) => {
    socket.write(`${ok}Content-Length: 1000\r\n\r\n{"half":`);
    setTimeout(() => socket.resetAndDestroy(), 5);
  },
  endsMidBody: (socket: Socket) => socket.end(`${ok}Content-Length: 1000\r\n\r\n{"half":`),
  endless: (socket: Socket) => {
    socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  },
  drips: (socket: Socket) => {
    socket.write(`${ok}Content-Length: 1000\r\n\r\n`);
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  },
  garbage: (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9\r\n\r\n\0\xff'),
  storms: (socket: Socket) => {
    const storm = Buffer.from('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1_000));
    const timer = setInterval(() => socket.write(storm), 5);
    socket.on('close', () => clearInterval(timer));
  },
  continues: (socket: Socket) => {
    const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)), 5);
    socket.on('close', () => clearInterval(timer));
  },
  smuggles: (socket: Socket) =>
    socket.write(`${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
} satisfies Record<string, (socket: Socket) => void>;
export type Misbehaviour = keyof typeof misbehaviours;

/** A server that misbehaves on each request. */
export function misbehavingServer(how: Misbehaviour): Promise<TestServer> {
  return rawHttpServer((_, socket) => misbehaviours[how](socket));
}

/** An upstream whose port nobody listens on. */
export async function refusingServer(): Promise<TestServer> {
  const port = await ownPort();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen: [],
    untilSeen: async () => {},
    close: async () => {},
  };
}
