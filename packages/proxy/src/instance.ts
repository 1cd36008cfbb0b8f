import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RolledBack } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { createAdminServer } from './admin/admin-server.ts';
import { shownOptions } from './admin/shown-options.ts';
import { createServing } from './create-serving.ts';
import { drain, type Serving } from './drain.ts';
import { type RollBackResult, RollBacks, type RollBacksParts } from './guard/roll-backs.ts';
import { listen } from './http/traffic-server.ts';
import { InstanceLink } from './instance-link.ts';
import {
  type LocalControl,
  openLocalControl,
  type RollBackAnswer,
  type RollBackRequest,
} from './local-control/local-control.ts';
import { InstanceMetrics } from './metrics/instance-metrics.ts';
import type { ParsedOptions } from './options.ts';
import { reloadOptions } from './reload/reload-options.ts';
import { ConfigFile } from './routing/config-file.ts';
import { ConfigHolder } from './routing/config-holder.ts';
import { LeaseWatch } from './routing/lease-watch.ts';
import { LocalRollbacks } from './routing/local-rollbacks.ts';
import { RollbackFile } from './routing/rollback-file.ts';
import { instanceRule } from './routing/stage-plan.ts';
import type { Certificates } from './tls/certificates.ts';
import type { Tracer } from './tracing/tracer.ts';
import { setRequestRules, type UpstreamRules } from './upstream/load-request-rules.ts';
import { ReachProbe } from './upstream/reach-probe.ts';

export interface RunningProxy {
  /** Where clients are served. */
  address: AddressInfo;
  adminAddress: AddressInfo;
  /** Config revision in force. */
  revision(): number;
  /** Whether the control plane is linked. */
  connected(): boolean;
  /** Takes one route (by its id) or all back to shadow on this instance: durable, idempotent, reported as `operator`. */
  rollBack(routeId: string | 'all', reason: string): Promise<RollBackResult[]>;
  /** The same for a route by its method and template. */
  rollBackByName(request: RollBackRequest): Promise<RollBackAnswer>;
  /** Puts in force what another worker of this host took back. */
  takeOver(event: RolledBack): void;
  /** Puts in force what can be without a restart, and logs what cannot; options that cannot be used change nothing. */
  reload(read: () => Promise<ParsedOptions>): Promise<void>;
  /** Stops taking traffic, lets exchanges end (30 s at most), reports the last second and waits for acks (5 s at most). */
  close(): Promise<void>;
}

export interface InstanceParts {
  secret: Uint8Array;
  certificates: Certificates;
  rules: UpstreamRules;
  tracer: Tracer | null;
  log: Logger;
  /** Where this is one of several workers. */
  worker?: WorkerParts | undefined;
}

export interface WorkerParts {
  /** The socket of the clients, which the workers share. */
  socketFd: number;
  /** What other workers of this host took back before this one began. */
  earlier: readonly RolledBack[];
  /** Told of each rollback of this instance, for the other workers. */
  onRollBack: (event: RolledBack) => void;
}

/** One proxy in one process: it begins, says whether it is ready, and ends in good order. */
export class Instance implements RunningProxy {
  readonly #options: ParsedOptions;
  readonly #log: Logger;
  readonly #configs: ConfigHolder;
  readonly #rollbacks: LocalRollbacks;
  readonly #rollBacks: RollBacks;
  readonly #leases: LeaseWatch;
  readonly #probes: readonly ReachProbe[];
  readonly #serving: Serving;
  readonly #link: InstanceLink;
  readonly #certificates: Certificates;
  readonly #tracer: Tracer | null;
  readonly #metrics: InstanceMetrics;
  readonly #admin: http.Server;
  readonly #worker: WorkerParts | null;
  #local: LocalControl | null = null;
  #address: AddressInfo | null = null;
  #adminAddress: AddressInfo | null = null;
  #notReady: string | null = 'starting';
  #closing: Promise<void> | null = null;
  #reloading: Promise<void> = Promise.resolve();

  constructor(options: ParsedOptions, parts: InstanceParts) {
    const { secret, certificates, rules, tracer, log, worker } = parts;
    this.#options = options;
    this.#worker = worker ?? null;
    this.#log = log;
    const rollbacks = new LocalRollbacks(new RollbackFile(options.dataDir), log);
    const rule = instanceRule(rollbacks, () => this.#link.silentMs());
    const configs = new ConfigHolder(new ConfigFile(options.dataDir), log, rule);
    configs.onSaved((config) => rollbacks.release(config));
    const report: RollBacksParts['report'] = (event) => this.#link.report(event);
    this.#rollBacks = new RollBacks({
      configs,
      rollbacks,
      nowMs: Date.now,
      log,
      legacyReachable: () => this.#serving.engine.legacy.reach?.reachable ?? null,
      report,
      onRollBack: worker?.onRollBack,
    });
    this.#rollbacks = rollbacks;
    this.#configs = configs;
    this.#leases = new LeaseWatch(configs);
    this.#serving = createServing(options, {
      configs,
      secret,
      certificates,
      tracer,
      rollBacks: this.#rollBacks,
      log,
    });
    this.#certificates = certificates;
    this.#tracer = tracer;
    setRequestRules(this.#serving.engine, rules);
    const { recorder, engine, server, traffic } = this.#serving;
    const alarmed = () => this.#rollBacks.alarmed;
    const link = new InstanceLink(options, { configs, recorder, engine, alarmed, log });
    this.#link = link;
    this.#metrics = new InstanceMetrics({
      options,
      traffic,
      engine,
      server,
      config: () => configs.current,
      connected: () => link.connected,
      spool: () => link.spoolState,
      certificates: () => certificates.states,
    });
    const { legacy, candidate, shadow, control } = engine;
    this.#probes = [
      new ReachProbe(legacy, () => configs.current.routes.some(({ stage }) => stage === 'complete')),
      ...[candidate, shadow, ...(control === null ? [] : [control.upstream])].map(
        (upstream) => new ReachProbe(upstream),
      ),
    ];
    this.#admin = createAdminServer({
      notReady: () => this.#notReady,
      revision: () => this.revision(),
      connected: () => this.connected(),
      certificates: () => this.#certificates.states,
      metrics: () => this.#metrics.render(),
      config: () => shownOptions(options),
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
    const worker = this.#worker;
    await this.#rollbacks.load();
    await this.#configs.load();
    for (const event of worker?.earlier ?? []) this.#rollBacks.takeOver(event);
    try {
      this.#adminAddress = await listen(this.#admin, { port: adminPort, host: adminHost });
      this.#address = await listen(
        this.#serving.server,
        worker === null ? { port, host } : { fd: worker.socketFd },
      );
    } catch (error) {
      this.#admin.close();
      await this.#closeUpstreams();
      throw error;
    }
    await this.#link.start();
    this.#rollBacks.reportAgain();
    this.#leases.start();
    this.#certificates.start();
    this.#metrics.start();
    if (worker === null) {
      const rollBack = (request: RollBackRequest) => this.rollBackByName(request);
      this.#local = await openLocalControl(this.#options.dataDir, { log: this.#log, rollBack });
    }
    for (const probe of this.#probes) probe.start();
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

  rollBack(routeId: string | 'all', reason: string): Promise<RollBackResult[]> {
    return this.#rollBacks.byOperator(routeId, reason);
  }

  reload(read: () => Promise<ParsedOptions>): Promise<void> {
    this.#reloading = this.#reloading.then(() =>
      reloadOptions(read, {
        options: this.#options,
        serving: this.#serving,
        certificates: this.#certificates,
        log: this.#log,
      }),
    );
    return this.#reloading;
  }

  takeOver(event: RolledBack): void {
    this.#rollBacks.takeOver(event);
  }

  async rollBackByName({ route, reason }: RollBackRequest): Promise<RollBackAnswer> {
    const { routes } = this.#configs.current;
    const labels = new Map(routes.map(({ config }) => [config.id, `${config.method} ${config.template}`]));
    const byName = (name: string) => [...labels].find(([, label]) => label === name)?.[0] ?? name;
    const results = await this.#rollBacks.byOperator('all' in route ? 'all' : byName(route.name), reason);
    const labelled = results.map((result) => ({
      ...result,
      label: labels.get(result.routeId) ?? result.routeId,
    }));
    return { results: labelled };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#notReady = 'stopping';
    await this.#local?.close();
    this.#leases.stop();
    this.#certificates.stop();
    this.#metrics.stop();
    for (const probe of this.#probes) probe.stop();
    await drain(this.#serving, this.#options.limits);
    await this.#link.stop();
    await this.#configs.saved();
    await this.#rollbacks.saved();
    await this.#closeUpstreams();
    await this.#tracer?.close();
    this.#admin.closeAllConnections();
    await new Promise<void>((resolve) => this.#admin.close(() => resolve()));
    this.#log.info('stopped');
  }

  async #closeUpstreams(): Promise<void> {
    const { legacy, candidate, shadow, control } = this.#serving.engine;
    await Promise.all([legacy, candidate, shadow, control?.upstream].map((each) => each?.close()));
  }
}

function listening(address: AddressInfo | null): AddressInfo {
  if (address === null) throw new Error('the proxy is not listening');
  return address;
}
