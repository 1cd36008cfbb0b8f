import { randomUUID } from 'node:crypto';
import { type GuardAlarm, isReleased } from '@delta-guard/gate';
import type { RolledBack } from '@delta-guard/protocol';
import type { Logger } from 'pino';
import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { ConfigHolder } from '../routing/config-holder.ts';
import type { LocalRollbacks } from '../routing/local-rollbacks.ts';

export interface RollBacksParts {
  configs: ConfigHolder;
  rollbacks: LocalRollbacks;
  nowMs: () => number;
  log: Logger;
  /** As it was last tried; null where it was not yet. */
  legacyReachable(): boolean | null;
  /** Tells the control plane, at once. */
  report(event: RolledBack): void;
  /** Tells the other workers of this host, before anything is durable. */
  onRollBack?: ((event: RolledBack) => void) | undefined;
}

/** What became of a rollback that was asked for. `durable` is false where it would not survive a restart. */
export type RollBackResult =
  | { outcome: 'rolledBack' | 'alreadyBack'; routeId: string; rollbackId: string; durable: boolean }
  /** The candidate answers no client on this route: there is nothing to roll back. */
  | { outcome: 'notAhead'; routeId: string }
  /** At `complete`, where the legacy may be switched off and could not be reached. */
  | { outcome: 'legacyUnreached'; routeId: string }
  | { outcome: 'unknownRoute'; routeId: string };

const sayEveryMs = 10_000;
/** A candidate that goes on failing fills its breaker again sooner than this. */
const alarmedForMs = 60_000;

type Why = Pick<RolledBack, 'trigger' | 'reason' | 'evidence'>;

/** Takes routes back by this instance alone: in force at once, durable, then reported (P7, P9). */
export class RollBacks {
  readonly #parts: RollBacksParts;
  /** When the breaker of a route at `complete` last alarmed. */
  readonly #alarmedAtMs = new Map<string, number>();
  #saidAtMs = 0;

  constructor(parts: RollBacksParts) {
    this.#parts = parts;
  }

  /** What the guard asks for. At `complete` the alarm is only said: the legacy may be off. */
  alarm(route: CompiledRoute, { trigger, words, observations, hits, evidence, limit }: GuardAlarm): void {
    if (route.stage === 'complete') {
      this.#alarmedAtMs.set(route.config.id, this.#parts.nowMs());
      this.#sayAtComplete(route, words);
      return;
    }
    const seen = { observations, hits, statistic: evidence, alarmAt: limit };
    void this.#rollBack(route, { trigger, reason: words.slice(0, 512), evidence: seen });
  }

  /** Routes at `complete` whose breaker alarmed within the last minute, for the control plane to show. */
  get alarmed(): string[] {
    const { configs, nowMs } = this.#parts;
    const since = nowMs() - alarmedForMs;
    for (const [id, atMs] of this.#alarmedAtMs) {
      if (atMs < since || configs.current.byId(id)?.stage !== 'complete') this.#alarmedAtMs.delete(id);
    }
    return [...this.#alarmedAtMs.keys()];
  }

  /** What an operator on this host asks for: one route by its id, or all that the candidate answers on. Idempotent. */
  async byOperator(routeId: string | 'all', reason: string): Promise<RollBackResult[]> {
    const { configs } = this.#parts;
    const ahead = configs.current.routes.filter(isAhead).map(({ config }) => config.id);
    const ids = routeId === 'all' ? ahead : [routeId];
    return Promise.all(ids.map((id) => this.#one(id, reason)));
  }

  /** Puts in force what another worker of this host took back; told to the control plane by both, which knows it by its id. */
  takeOver(event: RolledBack): void {
    const { configs, rollbacks, log, report } = this.#parts;
    const route = configs.current.byId(event.routeId);
    const { id: rollbackId, routeVersion } = event;
    if (rollbacks.get(event.routeId)?.id === rollbackId) return;
    if (route !== null && isReleased(route.config, { rollbackId, routeVersion })) return;
    void rollbacks.add(event);
    configs.current.replan();
    log.warn(
      { route: route && label(route), trigger: event.trigger },
      `rolled back by another worker: ${event.reason}`,
    );
    report(event);
  }

  /** After a start: what is still in force may not have been told before the end of the last run. */
  reportAgain(): void {
    for (const rollback of this.#parts.rollbacks.all) this.#parts.report(rollback);
  }

  /** As often as an operator can use: the candidate may fail with each request. */
  #sayAtComplete(route: CompiledRoute, words: string): void {
    const { nowMs, log } = this.#parts;
    const now = nowMs();
    if (now - this.#saidAtMs < sayEveryMs) return;
    this.#saidAtMs = now;
    log.error({ route: label(route), trigger: 'breaker' }, `${words} Only an operator can go back.`);
  }

  async #one(routeId: string, reason: string): Promise<RollBackResult> {
    const { configs, rollbacks } = this.#parts;
    const route = configs.current.byId(routeId);
    if (route === null) return { outcome: 'unknownRoute', routeId };
    const own = rollbacks.get(routeId);
    if (route.heldBack === 'rollback' && own !== null) {
      return { outcome: 'alreadyBack', routeId, rollbackId: own.id, durable: await rollbacks.add(own) };
    }
    if (!isAhead(route)) return { outcome: 'notAhead', routeId };
    if (route.config.stage === 'complete' && this.#parts.legacyReachable() === false) {
      return { outcome: 'legacyUnreached', routeId };
    }
    return this.#rollBack(route, {
      trigger: 'operator',
      reason: reason.slice(0, 512) || 'no reason given',
      evidence: null,
    });
  }

  async #rollBack(route: CompiledRoute, why: Why): Promise<RollBackResult> {
    const { configs, rollbacks, nowMs, log, report, onRollBack } = this.#parts;
    const { id: routeId, version: routeVersion } = route.config;
    const id = randomUUID();
    const event: RolledBack = { type: 'rolledBack', id, routeId, routeVersion, at: nowMs(), ...why };
    const durable = rollbacks.add(event);
    configs.current.replan();
    onRollBack?.(event);
    log.error({ route: label(route), trigger: why.trigger }, `rolled back: ${why.reason}`);
    // A rollback that the disk refuses is told all the same: the others need it more.
    const result = { outcome: 'rolledBack', routeId, rollbackId: id, durable: await durable } as const;
    report(event);
    return result;
  }
}

/** The candidate answers clients, or would if the lease were not lost. */
function isAhead({ config, stage, heldBack }: CompiledRoute): boolean {
  const ahead = config.stage !== 'off' && config.stage !== 'shadow' && stage !== 'off';
  return ahead && heldBack !== 'rollback';
}

function label({ config }: CompiledRoute): string {
  return `${config.method} ${config.template}`;
}
