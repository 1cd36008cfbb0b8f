import { isReleased } from '@delta-guard/gate';
import type { Config, RolledBack } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { RollbackFile } from './rollback-file.ts';

const retryMs = 1_000;

/** The rollbacks of this instance that are still in force, by route: in memory at once, on disk as soon as may be. */
export class LocalRollbacks {
  readonly #file: RollbackFile;
  readonly #log: Logger;
  readonly #rollbacks = new Map<string, RolledBack>();
  #saving: Promise<boolean> = Promise.resolve(true);
  #retry: NodeJS.Timeout | undefined;

  constructor(file: RollbackFile, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  async load(): Promise<void> {
    const loaded = await this.#file.load();
    if (loaded.kind === 'corrupt') {
      const { reason, setAside } = loaded;
      this.#log.error({ reason, setAside }, 'the saved rollbacks of this instance cannot be used');
      return;
    }
    for (const rollback of loaded.rollbacks) this.#rollbacks.set(rollback.routeId, rollback);
  }

  get(routeId: string): RolledBack | null {
    return this.#rollbacks.get(routeId) ?? null;
  }

  get all(): readonly RolledBack[] {
    return [...this.#rollbacks.values()];
  }

  /** In force when it returns; durable when the promise resolves to true. */
  add(rollback: RolledBack): Promise<boolean> {
    this.#rollbacks.set(rollback.routeId, rollback);
    return this.#save();
  }

  /** Forgets what this config names or no longer knows. Only for a config that is durable: the next start must find one or the other. */
  async release({ routes }: Config): Promise<void> {
    const byId = new Map(routes.map((route) => [route.id, route]));
    const { size } = this.#rollbacks;
    for (const { routeId, routeVersion, id } of this.all) {
      const route = byId.get(routeId);
      if (route === undefined || isReleased(route, { routeVersion, rollbackId: id })) {
        this.#rollbacks.delete(routeId);
      }
    }
    if (this.#rollbacks.size < size) await this.#save();
  }

  /** Resolves when nothing is being written any more. */
  async saved(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#saving;
  }

  #save(): Promise<boolean> {
    this.#saving = this.#saving.then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<boolean> {
    clearTimeout(this.#retry);
    try {
      await this.#file.save(this.all);
      return true;
    } catch (error) {
      this.#log.error({ err: error }, 'a rollback could not be saved: it is in force until the next start');
      this.#retry = setTimeout(() => void this.#save(), retryMs);
      this.#retry.unref();
      return false;
    }
  }
}
