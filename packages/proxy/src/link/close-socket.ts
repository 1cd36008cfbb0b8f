import type { WebSocket } from 'ws';

/** How long the other end may take to answer a close. */
const echoTimeoutMs = 3_000;

/** Closes a connection and resolves to the code that the other end answered, or to 1006 where it did not answer in time. */
export function closeSocket(socket: WebSocket, code: number, reason: string): Promise<number> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), echoTimeoutMs);
    socket.once('close', (echo) => {
      clearTimeout(timer);
      resolve(echo);
    });
    socket.close(code, reason);
  });
}
