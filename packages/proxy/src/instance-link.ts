import type { Event } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { Engine } from './exchange/engine.ts';
import { Adoption } from './link/adoption.ts';
import { FolderRoom, type LeftBytes } from './link/folder-room.ts';
import { Link, type LinkOptions } from './link/link.ts';
import type { Outbox } from './link/outbox.ts';
import { Reporter } from './link/reporter.ts';
import { Spool } from './link/spool.ts';
import { type ParsedOptions, spoolDirOf } from './options.ts';
import type { ConfigHolder } from './routing/config-holder.ts';
import type { Recorder } from './tally/recorder.ts';

export interface InstanceLinkParts {
  configs: ConfigHolder;
  recorder: Recorder;
  engine: Engine;
  /** Routes at `complete` whose breaker has alarmed. */
  alarmed: () => string[];
  log: Logger;
}

/** What waits for the control plane. */
export interface SpoolState {
  batches: number;
  bytes: number;
  /** Room for them at present; null where nothing is reported. */
  bytesMax: number | null;
  /** What spools of earlier runs have on the disk: those that are sent, and those that are left to a person. */
  earlier: LeftBytes;
  /** Unix time in ms; null where nothing waits. */
  oldestAtMs: number | null;
  droppedEvents: number;
}

/** What an instance reports to the control plane and hears from it: spool, link, and what earlier runs left. */
export class InstanceLink {
  readonly #options: ParsedOptions;
  readonly #parts: InstanceLinkParts;
  readonly #startedAtMs = performance.now();
  #spool: Spool | null = null;
  #room: FolderRoom | null = null;
  #adoption: Adoption | null = null;
  #link: Link | null = null;
  #reporter: Reporter | null = null;
  #letGo: NodeJS.Timeout | null = null;

  constructor(options: ParsedOptions, parts: InstanceLinkParts) {
    this.#options = options;
    this.#parts = parts;
  }

  get connected(): boolean {
    return this.#link?.connected ?? false;
  }

  get spoolState(): SpoolState {
    const {
      length = 0,
      bytes = 0,
      bytesMax = null,
      oldestAtMs = null,
      droppedEvents = 0,
    } = this.#spool ?? {};
    const earlier = this.#room?.left ?? { waiting: 0, aside: 0 };
    return { batches: length, bytes, bytesMax, earlier, oldestAtMs, droppedEvents };
  }

  /** Since the last word of the control plane; 0 where none is named, so that there is no lease to lose. */
  silentMs(): number {
    return this.#link?.silentMs(this.#startedAtMs) ?? 0;
  }

  /** Tells the control plane at once, not with the second. */
  report(event: Event): void {
    this.#spool?.append([event]);
  }

  /** Where no control plane is named there is nobody to tell: what was counted is let go of each second. */
  async start(): Promise<void> {
    const { controlUrl, tokenFile, limits, workers } = this.#options;
    const { configs, recorder, engine, alarmed, log } = this.#parts;
    if (controlUrl === undefined || tokenFile === undefined) {
      this.#letGo = setInterval(() => recorder.take(), 1_000);
      return;
    }
    const directory = spoolDirOf(this.#options);
    const spool = await Spool.open({ directory, bytesMax: limits.spoolBytesMax, nowMs: Date.now, log });
    const at = { url: controlUrl, tokenFile };
    const link = this.#createLink(at, {
      spool,
      adoptedBy: null,
      onConfig: async (config) => {
        const applied = await configs.apply(config);
        if (applied.ok) return applied.revision;
        log.error({ revision: config.revision, reason: applied.reason }, 'a config was refused');
        return null;
      },
    });
    spool.onReady = () => link.flush();
    this.#spool = spool;
    this.#link = link;
    this.#room = new FolderRoom({ directory, own: spool, bytesMax: limits.spoolBytesMax, sharers: workers });
    this.#adoption = new Adoption({
      directory,
      own: spool,
      room: this.#room,
      nowMs: Date.now,
      log,
      createSender: (outbox, onDrained) =>
        this.#createLink(at, { spool: outbox, adoptedBy: spool.id, onDrained, onConfig: async () => null }),
    });
    this.#reporter = new Reporter({
      spool,
      link,
      nowMs: Date.now,
      take: (all) => recorder.take(all),
      heldBack: () => configs.heldBack,
      alarmed,
      legacy: [engine.legacy],
      candidate: [engine.shadow, engine.candidate],
    });
    link.start();
    this.#reporter.start();
    // Beside the traffic: what earlier runs left may be large.
    void this.#adoption.start();
  }

  /** Reports the last second and waits for acks, up to `ackWaitMs`. What is not acked stays for the next run. */
  async stop(): Promise<void> {
    if (this.#letGo !== null) clearInterval(this.#letGo);
    this.#reporter?.stop();
    await this.#spool?.settled();
    await this.#adoption?.stop();
    const told = (await this.#link?.stop(this.#options.limits.ackWaitMs)) ?? true;
    await this.#spool?.close({ told });
  }

  #createLink(
    at: { url: string; tokenFile: string },
    more: Pick<LinkOptions, 'adoptedBy' | 'onConfig'> & { spool: Outbox; onDrained?: () => void },
  ): Link {
    const { gateway, instance } = this.#options;
    const { configs, log } = this.#parts;
    return new Link({
      ...at,
      gateway,
      instance,
      startedAtMs: Date.now(),
      log,
      appliedRevision: () => configs.current.revision,
      ...more,
    });
  }
}
