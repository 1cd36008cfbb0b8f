import type { Config } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import { type CompiledConfig, compileConfig, emptyConfig } from './compiled-config.ts';
import type { ConfigFile } from './config-file.ts';
import { patternEngine } from './pattern-engine.ts';
import { asConfigured, type StageRule } from './stage-plan.ts';

export type Applied = { ok: true; revision: number } | { ok: false; reason: string };

/** The config in force. It is swapped whole between two requests, then made durable, then reported. */
export class ConfigHolder {
  readonly #file: ConfigFile;
  readonly #log: Logger;
  readonly #stageRule: StageRule;
  #current: CompiledConfig = emptyConfig;
  #saving: Promise<void> = Promise.resolve();
  #onChange: (() => void) | null = null;
  #onSaved: ((config: Config) => Promise<void>) | null = null;

  constructor(file: ConfigFile, log: Logger, stageRule: StageRule = asConfigured) {
    this.#stageRule = stageRule;
    this.#file = file;
    this.#log = log;
  }

  get current(): CompiledConfig {
    return this.#current;
  }

  /** Routes that this instance took back by itself. */
  get heldBack(): string[] {
    const held = this.#current.routes.filter(({ heldBack }) => heldBack === 'rollback');
    return held.map(({ config }) => config.id);
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Hears of each config that is durable, before it is reported. */
  onSaved(listener: (config: Config) => Promise<void>): void {
    this.#onSaved = listener;
  }

  /** Takes the config of the last run from disk. */
  async load(): Promise<void> {
    const loaded = await this.#file.load();
    if (loaded.kind === 'corrupt') {
      this.#log.error(
        { reason: loaded.reason, setAside: loaded.setAside },
        'the saved config cannot be used',
      );
    }
    if (loaded.kind !== 'config') return;
    this.#swap(loaded.config);
  }

  /** Obeys a config from the control plane. Resolves when it is in force and durable, or with why it is refused. */
  async apply(config: Config): Promise<Applied> {
    const { revision } = this.#current;
    if (config.revision < revision) {
      return {
        ok: false,
        reason: `revision ${config.revision} is older than ${revision}, which is in force`,
      };
    }
    if (config.revision > revision || this.#current === emptyConfig) this.#swap(config);
    this.#saving = this.#saving.then(() => this.#save(config));
    await this.#saving;
    return { ok: true, revision: config.revision };
  }

  /** Resolves when nothing is being written any more. */
  saved(): Promise<void> {
    return this.#saving;
  }

  /** A config that cannot be saved is in force all the same: only the next start would not know it. */
  async #save(config: Config): Promise<void> {
    try {
      await this.#file.save(config);
      await this.#onSaved?.(config);
    } catch (error) {
      this.#log.error({ err: error, revision: config.revision }, 'the config could not be saved');
    }
  }

  #swap(config: Config): void {
    this.#current = compileConfig(config, patternEngine, this.#stageRule);
    for (const warning of this.#current.warnings) this.#log.warn({ revision: config.revision }, warning);
    this.#log.info({ revision: config.revision, routes: config.routes.length }, 'config in force');
    this.#onChange?.();
  }
}
