import type http from 'node:http';
import https from 'node:https';
import type { TlsMaterial } from '../tls/tls-material.ts';
import type { TlsSource } from '../tls/tls-source.ts';

/** A server over TLS. New certificates hold from the next handshake on; connections that stand go on. */
export function createSecureServer(
  options: http.ServerOptions,
  source: TlsSource,
  handshakeTimeoutMs: number,
): https.Server {
  const asksClients = source.current.ca !== undefined;
  const server = https.createServer({
    ...options,
    ...contextOf(source.current),
    requestCert: asksClients,
    rejectUnauthorized: asksClients,
    handshakeTimeout: handshakeTimeoutMs,
  });
  source.onChange((material) => server.setSecureContext(contextOf(material)));
  return server;
}

function contextOf({ cert, key, ca }: TlsMaterial) {
  return { cert, key, ca };
}
