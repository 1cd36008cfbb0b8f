import { isIP } from 'node:net';
import type { UpstreamTlsOptions } from '../options/tls-options.ts';
import type { TlsMaterial } from './tls-material.ts';
import type { TlsSource } from './tls-source.ts';

/** As `tls.connect` takes it. */
export interface TlsConnectOptions {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  /** Name to ask for and to verify; absent where the origin is an address, which cannot be asked for (RFC 6066). */
  servername?: string;
  rejectUnauthorized: boolean;
}

/** How the proxy speaks TLS to an upstream: by default as Node does, against the name in the URL. */
export class UpstreamTls {
  readonly #fixed: Pick<TlsConnectOptions, 'servername' | 'rejectUnauthorized'>;
  readonly #source: TlsSource | null;
  #material: TlsMaterial | null = null;
  #options: TlsConnectOptions;

  constructor(origin: URL, options: UpstreamTlsOptions | null, source: TlsSource | null) {
    const servername = options?.serverName ?? hostName(origin);
    this.#fixed = {
      rejectUnauthorized: options?.insecure !== true,
      ...(servername !== null && { servername }),
    };
    this.#source = source;
    this.#options = this.#build();
  }

  /** For a connection that is made now; another object whenever the files have changed. */
  get options(): TlsConnectOptions {
    if ((this.#source?.current ?? null) !== this.#material) this.#options = this.#build();
    return this.#options;
  }

  #build(): TlsConnectOptions {
    this.#material = this.#source?.current ?? null;
    if (this.#material === null) return this.#fixed;
    const { expiresAtMs, ...pem } = this.#material;
    return { ...pem, ...this.#fixed };
  }
}

function hostName({ hostname }: URL): string | null {
  return isIP(hostname) !== 0 || hostname.startsWith('[') ? null : hostname;
}
