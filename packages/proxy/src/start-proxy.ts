import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createAdminServer } from './admin/admin-server.ts';
import { Comparer } from './comparison/comparer.ts';
import { createEngine } from './exchange/create-engine.ts';
import type { Engine } from './exchange/engine.ts';
import { type HandlerParts, RequestHandler } from './exchange/request-handler.ts';
import { WebSocketSplices } from './exchange/websocket-splice.ts';
import { createTrafficServer, listen } from './http/traffic-server.ts';
import { trustedProxies } from './http/trusted-proxies.ts';
import { Link } from './link/link.ts';
import { Reporter } from './link/reporter.ts';
import { RunMarker } from './link/run-marker.ts';
import { Spool } from './link/spool.ts';
import { createLog } from './log.ts';
import { OptionsError, type ParsedOptions, type ProxyOptions, parseOptions } from './options.ts';
import { ConfigFile } from './routing/config-file.ts';
import { ConfigHolder } from './routing/config-holder.ts';
import { Recorder } from './tally/recorder.ts';

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

/** Starts a proxy. Throws `OptionsError` for options that cannot be used, and what the system says about ports. */
export async function startProxy(given: ProxyOptions, givenLog?: Logger): Promise<RunningProxy> {
  return startParsed(parseOptions(given), givenLog);
}

/** The same for options that are already parsed. */
export async function startParsed(options: ParsedOptions, givenLog?: Logger): Promise<RunningProxy> {
  const secret = await readSecret(options);
  const log = givenLog ?? createLog(options.logLevel);
  const proxy = new Instance(options, secret, log);
  await proxy.start();
  return proxy;
}

/** The gateway's secret: what its instances share is the token; without one, each instance is alone. */
async function readSecret({ tokenFile, controlUrl }: ParsedOptions): Promise<Buffer> {
  if (tokenFile === undefined || controlUrl === undefined) return randomBytes(32);
  try {
    return createHash('sha256')
      .update('delta-guard gateway\0')
      .update((await readFile(tokenFile, 'utf8')).trim())
      .digest();
  } catch {
    throw new OptionsError([`tokenFile: ${tokenFile} cannot be read`]);
  }
}

class Instance implements RunningProxy {
  readonly #options: ParsedOptions;
  readonly #log: Logger;
  readonly #configs: ConfigHolder;
  readonly #recorder: Recorder;
  readonly #engine: Engine;
  readonly #handler: RequestHandler;
  readonly #splices: WebSocketSplices;
  readonly #server: http.Server;
  readonly #admin: http.Server;
  readonly #spool: Spool;
  #marker: RunMarker | null = null;
  #link: Link | null = null;
  #reporter: Reporter | null = null;
  #address: AddressInfo | null = null;
  #adminAddress: AddressInfo | null = null;
  #notReady: string | null = 'starting';
  #closing: Promise<void> | null = null;

  constructor(options: ParsedOptions, secret: Buffer, log: Logger) {
    const { limits } = options;
    this.#options = options;
    this.#log = log;
    this.#configs = new ConfigHolder(new ConfigFile(options.dataDir), log);
    this.#recorder = new Recorder({
      nowMs: Date.now,
      comparer: new Comparer({
        decodedBytesMax: limits.decodedBytesMax,
        queueJobsMax: limits.comparisonQueueJobsMax,
        queueBytesMax: limits.comparisonQueueBytesMax,
        timeoutMs: limits.comparisonTimeoutMs,
        log,
      }),
      deltasPerHour: limits.deltasPerSignatureAndHour,
      discoveredTemplatesMax: limits.discoveredTemplatesMax,
      log,
    });
    this.#configs.onChange(() => this.#recorder.discovered.reset());
    this.#engine = createEngine(options, { ledger: this.#recorder, secret, log });
    const trusted = trustedProxies(options.trustedProxies);
    if (!trusted.ok) throw new OptionsError([`trustedProxies: ${trusted.reason}`]);
    const parts: HandlerParts = {
      engine: this.#engine,
      configs: this.#configs,
      recorder: this.#recorder,
      trusted: trusted.trusted,
      log,
    };
    this.#handler = new RequestHandler(parts);
    this.#splices = new WebSocketSplices(parts, limits.webSocketsMax);
    this.#server = createTrafficServer(
      {
        onRequest: (request, response) => this.#handler.handle(request, response),
        onExpectation: (request, response) => this.#handler.refuseExpectation(request, response),
        onUpgrade: (request, socket, head) => this.#splices.handle(request, socket, head),
      },
      limits,
    );
    this.#admin = createAdminServer({
      notReady: () => this.#notReady,
      revision: () => this.revision(),
      connected: () => this.connected(),
    });
    this.#spool = new Spool({ bytesMax: limits.spoolBytesMax, nowMs: Date.now });
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
    return this.#link?.connected ?? false;
  }

  async start(): Promise<void> {
    const { host, port, adminPort, legacy, candidate } = this.#options;
    await this.#configs.load();
    try {
      this.#adminAddress = await listen(this.#admin, adminPort, '127.0.0.1');
      this.#address = await listen(this.#server, port, host);
    } catch (error) {
      this.#admin.close();
      await this.#closeUpstreams();
      throw error;
    }
    await this.#startLink();
    this.#notReady = null;
    this.#log.info(
      {
        host: this.address.address,
        port: this.address.port,
        adminPort: this.adminAddress.port,
        legacy: legacy.origin,
        candidate: candidate.origin,
      },
      'serving',
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #startLink(): Promise<void> {
    const { controlUrl, tokenFile, gateway, instance } = this.#options;
    if (controlUrl === undefined || tokenFile === undefined) return;
    await this.#markRun();
    this.#link = new Link({
      url: controlUrl,
      tokenFile,
      gateway,
      instance,
      startedAtMs: Date.now(),
      spool: this.#spool,
      log: this.#log,
      appliedRevision: () => this.revision(),
      onConfig: async (config) => {
        const applied = await this.#configs.apply(config);
        if (applied.ok) return applied.revision;
        this.#log.error({ revision: config.revision, reason: applied.reason }, 'a config was refused');
        return null;
      },
    });
    this.#reporter = new Reporter({
      spool: this.#spool,
      link: this.#link,
      nowMs: Date.now,
      take: (all) => this.#recorder.take(all),
      legacy: [this.#engine.legacy],
      candidate: [this.#engine.shadow, this.#engine.candidate],
    });
    this.#link.start();
    this.#reporter.start();
  }

  /** A run that was killed took along what it had not sent: that is told first. */
  async #markRun(): Promise<void> {
    try {
      const { marker, endedBadly } = await RunMarker.open(this.#options.dataDir, this.#spool.id);
      this.#marker = marker;
      if (endedBadly === null) return;
      const reason = 'the run before was killed: what it had not sent is missing';
      this.#log.warn({ spool: endedBadly }, reason);
      this.#spool.append([{ type: 'gap', at: Date.now(), reason, lostEvents: null }]);
    } catch (error) {
      this.#log.error({ err: error }, 'the data folder cannot be written: a killed run would not be noticed');
    }
  }

  async #close(): Promise<void> {
    const { drainMs, ackWaitMs } = this.#options.limits;
    this.#notReady = 'stopping';
    this.#handler.drain();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const { unanswered, unsettled } = this.#engine;
    const over = async () => {
      await closed;
      await unanswered.empty();
      await unsettled.empty();
      await this.#recorder.idle();
    };
    await within(drainMs, over());
    unanswered.stop();
    unsettled.stop();
    this.#splices.stop();
    this.#server.closeAllConnections();
    await this.#recorder.close();
    await within(1_000, over());
    this.#reporter?.stop();
    await this.#link?.stop(ackWaitMs);
    if (this.#spool.isEmpty) await this.#marker?.clear();
    await this.#configs.saved();
    await this.#closeUpstreams();
    this.#admin.closeAllConnections();
    await new Promise<void>((resolve) => this.#admin.close(() => resolve()));
    this.#log.info('stopped');
  }

  async #closeUpstreams(): Promise<void> {
    const { legacy, candidate, shadow } = this.#engine;
    await Promise.all([legacy.close(), candidate.close(), shadow.close()]);
  }
}

function listening(address: AddressInfo | null): AddressInfo {
  if (address === null) throw new Error('the proxy is not listening');
  return address;
}

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
