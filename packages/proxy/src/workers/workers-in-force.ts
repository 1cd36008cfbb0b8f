import type { Logger } from 'pino';
import type { GatheredOptions } from '../options/gather-options.ts';
import { OptionsError, type ParsedOptions } from '../options.ts';
import { SharedSocket } from './shared-socket.ts';
import type { WorkerParent } from './worker-parent.ts';

/** What a worker needs beyond its drain and its wait for acks. */
const stopSlackMs = 10_000;
/** What the parent itself has built on; the workers take all others anew. */
const ofParent = ['workers', 'adminPort', 'adminHost', 'dataDir'] as const;

/** The options that workers begin with, and the socket that they accept from. */
export class WorkersInForce {
  readonly #log: Logger;
  #read: GatheredOptions;
  #shown: ParsedOptions;
  #socket: SharedSocket;
  #reloading: Promise<void> = Promise.resolve();

  constructor(read: GatheredOptions, socket: SharedSocket, log: Logger) {
    this.#read = read;
    this.#shown = read.options;
    this.#socket = socket;
    this.#log = log;
  }

  /** Those of all workers. */
  get options(): ParsedOptions {
    return this.#shown;
  }

  /** As they were given, for a worker that begins. */
  get values(): unknown {
    return this.#read.values;
  }

  get socket(): SharedSocket {
    return this.#socket;
  }

  /** Never throws: what cannot be used changes nothing, and is logged. Calls wait for each other. */
  reload(read: () => Promise<GatheredOptions>, parent: WorkerParent): Promise<void> {
    this.#reloading = this.#reloading.then(async () => {
      try {
        const next = await read();
        await this.#replace(next, await this.#socketFor(next.options), parent);
      } catch (error) {
        const reason =
          error instanceof OptionsError ? { mistakes: error.mistakes } : { reason: String(error) };
        this.#log.error(reason, 'the settings cannot be used: those in force stay');
      }
    });
    return this.#reloading;
  }

  async #replace(next: GatheredOptions, socket: SharedSocket, parent: WorkerParent): Promise<void> {
    const [read, old] = [this.#read, this.#socket];
    this.#read = this.#withParents(next);
    this.#socket = socket;
    const replaced = await parent.replaceAll({ socket, stopTimeoutMs: stopTimeoutMs(next.options) });
    if (replaced === 0) {
      this.#read = read;
      this.#socket = old;
      if (socket !== old) socket.close();
      return;
    }
    if (replaced === read.options.workers) this.#shown = this.#read.options;
    this.#log.level = next.options.logLevel;
    const needRestart = ofParent.filter((name) => next.options[name] !== read.options[name]);
    if (needRestart.length > 0)
      this.#log.warn({ options: needRestart }, 'some changed settings need a restart');
    // Workers that were not replaced hold the old one by themselves.
    if (socket !== old) old.close();
  }

  /** The old one where the address is the same. */
  async #socketFor({ port, host }: ParsedOptions): Promise<SharedSocket> {
    const old = this.#read.options;
    const isSame = port === old.port && host === old.host;
    return isSame ? this.#socket : SharedSocket.bind({ port, host });
  }

  /** What the parent has built on stays as it is. */
  #withParents({ options, values }: GatheredOptions): GatheredOptions {
    const { workers, adminPort, adminHost } = this.#read.options;
    return { values, options: { ...options, workers, adminPort, adminHost } };
  }
}

/** From the word to stop to the end of a worker. */
export function stopTimeoutMs({ limits }: ParsedOptions): number {
  return limits.drainMs + limits.ackWaitMs + stopSlackMs;
}
