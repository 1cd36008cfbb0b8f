import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { JournalError, type JournalFileSystem } from '@delta-guard/journal';
import type { Logger } from 'pino';
import { AdoptedSpool } from './adopted-spool.ts';
import type { FolderRoom } from './folder-room.ts';
import { gapEvent } from './gap-event.ts';
import type { Outbox } from './outbox.ts';
import type { Spool } from './spool.ts';
import { type SetAside, SpoolStore, setAside } from './spool-store.ts';

/** What sends an outbox until it is empty. */
interface Sender {
  start(): void;
  stop(waitMs: number): Promise<unknown>;
}

export interface AdoptionOptions {
  /** Folder of all spools. */
  directory: string;
  /** Where gaps are told. */
  own: Spool;
  nowMs: () => number;
  log: Logger;
  fs?: JournalFileSystem;
  /** Where earlier spools are counted that take room from the own. */
  room: FolderRoom;
  createSender(outbox: Outbox, onDrained: () => void): Sender;
}

interface Adopted {
  store: SpoolStore;
  spool: AdoptedSpool;
  sender: Sender;
}

const namePattern = /^[0-9a-f]{32}$/;
/** Spools that are sent at once; others wait for the next look. */
const adoptedMax = 8;
const lookEveryMs = 10_000;

/** Takes up the spools of runs that are no more, tells what they took along, and sends what they left. */
export class Adoption {
  readonly #options: AdoptionOptions;
  readonly #adopted = new Map<string, Adopted>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** Looks now, and again from time to time: a sibling that died meanwhile is found as well. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
    this.#timer.unref();
  }

  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** What is not sent yet stays for the next run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
    for (const { store, spool, sender } of this.#adopted.values()) {
      await sender.stop(0);
      await spool.settled();
      await store.close();
    }
    this.#adopted.clear();
  }

  async #look(): Promise<void> {
    const { directory, own, log } = this.#options;
    await this.#measure();
    const names = await readdir(directory).catch(() => []);
    for (const id of names.filter((name) => namePattern.test(name))) {
      if (this.#stopped || this.#adopted.size >= adoptedMax) return;
      if (id === own.id || this.#adopted.has(id)) continue;
      try {
        await this.#adopt(id);
      } catch (error) {
        log.error({ err: error, spool: id }, 'the spool of an earlier run cannot be taken up');
      }
    }
  }

  async #adopt(id: string): Promise<void> {
    const store = await this.#open(id);
    if (store === null) return;
    const { log, own } = this.#options;
    if (!store.ended) {
      const reason = 'the run before was killed: what it had not sent is missing';
      log.warn({ spool: id }, reason);
      this.#tell(reason);
      await own.settled();
      if (own.durable) await store.markEnded();
    }
    // One of which nothing is left is sent as well: the control plane hears that nothing is missing.
    const batches = store.nextSeq - store.firstSeq;
    log.info({ spool: id, batches }, 'what an earlier run left is sent');
    const spool = new AdoptedSpool(store, (what, why) => this.#giveUp(id, what, why));
    const sender = this.#options.createSender(spool, () => void this.#drained(id));
    this.#adopted.set(id, { store, spool, sender });
    sender.start();
  }

  /** Null where it is in use, or damaged and moved aside. */
  async #open(id: string): Promise<SpoolStore | null> {
    const { directory, fs, log } = this.#options;
    try {
      return await SpoolStore.open({ directory, id, ...(fs ? { fs } : {}) });
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      if (error.code === 'locked') return null;
      if (error.code !== 'damaged') throw error;
      log.error({ err: error, spool: id }, 'the spool of an earlier run is damaged: it is moved aside');
      await setAside(path.join(directory, id), 'damaged', fs);
      this.#tell(`the spool ${id} of an earlier run is damaged and was moved aside: ${error.message}`);
      return null;
    }
  }

  async #drained(id: string): Promise<void> {
    const adopted = this.#adopted.get(id);
    if (adopted === undefined) return;
    this.#adopted.delete(id);
    await adopted.sender.stop(0);
    await adopted.spool.settled();
    await adopted.store.remove();
    await this.#measure();
    this.#options.log.info({ spool: id }, 'all that an earlier run left was taken');
    if (!this.#stopped) void this.look();
  }

  async #giveUp(id: string, what: string, why: SetAside): Promise<void> {
    const adopted = this.#adopted.get(id);
    if (adopted === undefined) return;
    this.#adopted.delete(id);
    this.#options.log.error({ spool: id, what }, 'the spool of an earlier run is moved aside');
    this.#tell(`the spool ${id} of an earlier run was moved aside (${why}): ${what}`);
    await adopted.store.setAside(why);
    await adopted.sender.stop(0);
    await adopted.store.close();
  }

  #measure(): Promise<void> {
    return this.#options.room.measure(new Set(this.#adopted.keys()));
  }

  #tell(reason: string): void {
    this.#options.own.append([gapEvent(this.#options.nowMs(), reason, null)]);
  }
}
