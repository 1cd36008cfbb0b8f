import type { RouteFacts } from '../contract.ts';
import { alarmInShort } from './alarm-words.ts';

/** A rollback by a guard that nobody has acknowledged here yet. */
export interface RollbackAlert {
  /** One rollback of one route: the next one is told again. */
  key: string;
  routeId: string;
  method: RouteFacts['method'];
  template: string;
  stage: RouteFacts['stage'];
  atMs: number;
  reason: string;
}

/** The newest first. Those of routes that somebody has moved since are over. */
export function rollbackAlerts(
  routes: readonly RouteFacts[],
  acknowledged: ReadonlySet<string>,
): RollbackAlert[] {
  return routes
    .flatMap(({ id, method, template, stage, takenBack }): RollbackAlert[] => {
      if (takenBack == null) return [];
      const { atMs } = takenBack;
      const reason = alarmInShort(takenBack.reason);
      const key = `${id}@${atMs}`;
      return acknowledged.has(key) ? [] : [{ key, routeId: id, method, template, stage, atMs, reason }];
    })
    .sort((a, b) => b.atMs - a.atMs || (a.key < b.key ? -1 : 1));
}

/** More than there can be rollbacks that are still told; the oldest go. */
const keysMax = 500;

/** Keys as they are kept in the browser; what cannot be read is nothing. */
export function readKeys(text: string | null): string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

export function addKeys(text: string | null, keys: readonly string[]): string {
  return JSON.stringify([...new Set([...readKeys(text), ...keys])].slice(-keysMax));
}
