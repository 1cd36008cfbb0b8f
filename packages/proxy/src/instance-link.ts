import type { Event } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { Engine } from './exchange/engine.ts';
import { Link } from './link/link.ts';
import { Reporter } from './link/reporter.ts';
import { RunMarker } from './link/run-marker.ts';
import { Spool } from './link/spool.ts';
import type { ParsedOptions } from './options.ts';
import type { ConfigHolder } from './routing/config-holder.ts';
import type { Recorder } from './tally/recorder.ts';

export interface InstanceLinkParts {
  configs: ConfigHolder;
  recorder: Recorder;
  engine: Engine;
  log: Logger;
}

/** What waits for the control plane. */
export interface SpoolState {
  batches: number;
  bytes: number;
  /** Unix time in ms; null where nothing waits. */
  oldestAtMs: number | null;
  droppedEvents: number;
}

/** What an instance reports to the control plane and hears from it: spool, link and the mark of its run. */
export class InstanceLink {
  readonly #options: ParsedOptions;
  readonly #parts: InstanceLinkParts;
  readonly #spool: Spool;
  readonly #startedAtMs = performance.now();
  #marker: RunMarker | null = null;
  #link: Link | null = null;
  #reporter: Reporter | null = null;
  #letGo: NodeJS.Timeout | null = null;

  constructor(options: ParsedOptions, parts: InstanceLinkParts) {
    this.#options = options;
    this.#parts = parts;
    this.#spool = new Spool({ bytesMax: options.limits.spoolBytesMax, nowMs: Date.now });
  }

  get connected(): boolean {
    return this.#link?.connected ?? false;
  }

  get spoolState(): SpoolState {
    const { length, bytes, oldestAtMs, droppedEvents } = this.#spool;
    return { batches: length, bytes, oldestAtMs, droppedEvents };
  }

  /** Since the last word of the control plane; 0 where none is named, so that there is no lease to lose. */
  silentMs(): number {
    return this.#link?.silentMs(this.#startedAtMs) ?? 0;
  }

  /** Tells the control plane at once, not with the second. */
  report(event: Event): void {
    if (this.#link === null) return;
    this.#spool.append([event]);
    this.#link.flush();
  }

  /** Where no control plane is named there is nobody to tell: what was counted is let go of each second. */
  async start(): Promise<void> {
    const { controlUrl, tokenFile, gateway, instance } = this.#options;
    const { configs, recorder, engine, log } = this.#parts;
    if (controlUrl === undefined || tokenFile === undefined) {
      this.#letGo = setInterval(() => recorder.take(), 1_000);
      return;
    }
    await this.#markRun();
    this.#link = new Link({
      url: controlUrl,
      tokenFile,
      gateway,
      instance,
      startedAtMs: Date.now(),
      spool: this.#spool,
      log,
      appliedRevision: () => configs.current.revision,
      onConfig: async (config) => {
        const applied = await configs.apply(config);
        if (applied.ok) return applied.revision;
        log.error({ revision: config.revision, reason: applied.reason }, 'a config was refused');
        return null;
      },
    });
    this.#reporter = new Reporter({
      spool: this.#spool,
      link: this.#link,
      nowMs: Date.now,
      take: (all) => recorder.take(all),
      heldBack: () => configs.heldBack,
      legacy: [engine.legacy],
      candidate: [engine.shadow, engine.candidate],
    });
    this.#link.start();
    this.#reporter.start();
  }

  /** Reports the last second and waits for acks, up to `ackWaitMs`. */
  async stop(): Promise<void> {
    if (this.#letGo !== null) clearInterval(this.#letGo);
    this.#reporter?.stop();
    await this.#link?.stop(this.#options.limits.ackWaitMs);
    if (this.#spool.isEmpty) await this.#marker?.clear();
  }

  /** A run that was killed took along what it had not sent: that is told first. */
  async #markRun(): Promise<void> {
    const { log } = this.#parts;
    try {
      const { marker, endedBadly } = await RunMarker.open(this.#options.dataDir, this.#spool.id);
      this.#marker = marker;
      if (endedBadly === null) return;
      const reason = 'the run before was killed: what it had not sent is missing';
      log.warn({ spool: endedBadly }, reason);
      this.#spool.append([{ type: 'gap', at: Date.now(), reason, lostEvents: null }]);
    } catch (error) {
      log.error({ err: error }, 'the data folder cannot be written: a killed run would not be noticed');
    }
  }
}
