import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createAdminServer } from './admin/admin-server.ts';
import { createServing } from './create-serving.ts';
import { drain, type Serving } from './drain.ts';
import { listen } from './http/traffic-server.ts';
import { InstanceLink } from './instance-link.ts';
import type { ParsedOptions } from './options.ts';
import { ConfigFile } from './routing/config-file.ts';
import { ConfigHolder } from './routing/config-holder.ts';

export interface RunningProxy {
  /** Where clients are served. */
  address: AddressInfo;
  adminAddress: AddressInfo;
  /** Config revision in force. */
  revision(): number;
  /** Whether the control plane is linked. */
  connected(): boolean;
  /** Stops taking traffic, lets exchanges end (30 s at most), reports the last second and waits for acks (5 s at most). */
  close(): Promise<void>;
}

/** One proxy in one process: it begins, says whether it is ready, and ends in good order. */
export class Instance implements RunningProxy {
  readonly #options: ParsedOptions;
  readonly #log: Logger;
  readonly #configs: ConfigHolder;
  readonly #serving: Serving;
  readonly #link: InstanceLink;
  readonly #admin: http.Server;
  #address: AddressInfo | null = null;
  #adminAddress: AddressInfo | null = null;
  #notReady: string | null = 'starting';
  #closing: Promise<void> | null = null;

  constructor(options: ParsedOptions, secret: Buffer, log: Logger) {
    this.#options = options;
    this.#log = log;
    this.#configs = new ConfigHolder(new ConfigFile(options.dataDir), log);
    this.#serving = createServing(options, { configs: this.#configs, secret, log });
    const { recorder, engine } = this.#serving;
    this.#link = new InstanceLink(options, { configs: this.#configs, recorder, engine, log });
    this.#admin = createAdminServer({
      notReady: () => this.#notReady,
      revision: () => this.revision(),
      connected: () => this.connected(),
    });
  }

  get address(): AddressInfo {
    return listening(this.#address);
  }

  get adminAddress(): AddressInfo {
    return listening(this.#adminAddress);
  }

  revision(): number {
    return this.#configs.current.revision;
  }

  connected(): boolean {
    return this.#link.connected;
  }

  async start(): Promise<void> {
    const { host, port, adminPort, adminHost, legacy, candidate } = this.#options;
    await this.#configs.load();
    try {
      this.#adminAddress = await listen(this.#admin, { port: adminPort, host: adminHost, exclusive: true });
      this.#address = await listen(this.#serving.server, { port, host });
    } catch (error) {
      this.#admin.close();
      await this.#closeUpstreams();
      throw error;
    }
    await this.#link.start();
    this.#notReady = null;
    this.#log.info(
      {
        host: this.address.address,
        port: this.address.port,
        adminPort: this.adminAddress.port,
        legacy: legacy.url.origin,
        candidate: candidate.url.origin,
      },
      'serving',
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#notReady = 'stopping';
    await drain(this.#serving, this.#options.limits.drainMs);
    await this.#link.stop();
    await this.#configs.saved();
    await this.#closeUpstreams();
    this.#admin.closeAllConnections();
    await new Promise<void>((resolve) => this.#admin.close(() => resolve()));
    this.#log.info('stopped');
  }

  async #closeUpstreams(): Promise<void> {
    const { legacy, candidate, shadow } = this.#serving.engine;
    await Promise.all([legacy.close(), candidate.close(), shadow.close()]);
  }
}

function listening(address: AddressInfo | null): AddressInfo {
  if (address === null) throw new Error('the proxy is not listening');
  return address;
}
