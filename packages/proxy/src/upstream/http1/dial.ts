import net from 'node:net';
import tls from 'node:tls';

export interface Reading {
  /** Reads into a buffer of the caller's, so that nothing is allocated; only where the system allows it. */
  onread?: { buffer: Buffer; callback(bytesRead: number, buffer: Uint8Array): boolean };
}

/** Opens a connection to an origin. `secure` is told when it is ready: at once for plain TCP, after the handshake for TLS. */
export function dial(origin: URL, reading: Reading): net.Socket {
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const isTls = origin.protocol === 'https:';
  const port = origin.port === '' ? (isTls ? 443 : 80) : Number(origin.port);
  if (!isTls) return net.connect({ host, port, noDelay: true, keepAlive: true, ...reading });
  const servername = net.isIP(host) === 0 ? host : '';
  const socket = tls.connect({ host, port, servername, ALPNProtocols: ['http/1.1'] });
  socket.setNoDelay(true);
  return socket;
}

/** The event after which requests may be written. */
export function readyEvent(origin: URL): 'connect' | 'secureConnect' {
  return origin.protocol === 'https:' ? 'secureConnect' : 'connect';
}
