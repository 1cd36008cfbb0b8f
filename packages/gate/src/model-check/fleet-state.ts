import type { LocalRollback } from '../instance-rule.ts';
import type { Stage } from '../stage.ts';

/** What keeps the promises. Each can be taken out, to see that the model would notice. */
export interface Safeguards {
  /** A promotion commits only on the route version that was seen when it was decided. */
  compareAndSet: boolean;
  /** An instance obeys only newer revisions. */
  risingRevisions: boolean;
  /** After its own rollback an instance waits for a version that names it. */
  namedRollbacks: boolean;
  /** Its own rollback is durable before its next request. */
  durableRollback: boolean;
  /** A rollback is forgotten only once the config that releases it is durable. */
  configBeforeForgetting: boolean;
  /** A config is durable before it is said to be applied. */
  durableBeforeApplied: boolean;
  /** A report is kept, over restarts, until it is acked. */
  reportKept: boolean;
  /** A report on an older version of the same epoch counts. */
  lateReports: boolean;
  /** Who connects is sent the newest config. */
  newestOnConnect: boolean;
}

export const allSafeguards: Safeguards = {
  compareAndSet: true,
  risingRevisions: true,
  namedRollbacks: true,
  durableRollback: true,
  configBeforeForgetting: true,
  durableBeforeApplied: true,
  reportKept: true,
  lateReports: true,
  newestOnConnect: true,
};

/** One revision of the config, with its one route. Its number is its place in the history, from 1. */
export interface Revision {
  version: number;
  stage: Stage;
  rollbacksNamed: readonly string[];
}

export interface Instance {
  name: string;
  connected: boolean;
  /** Revisions that were sent and may still come: in any order, repeatedly, or never. */
  inFlight: readonly number[];
  inForce: number;
  saved: number;
  rollback: LocalRollback | null;
  /** Own rollbacks that the control plane has not acked. */
  unacked: readonly LocalRollback[];
  rollbacksLeft: number;
  /** For the invariants only: the newest revision received in this run, the newest said to be applied, the last own rollback. */
  received: number;
  applied: number;
  lastRollback: LocalRollback | null;
  /** Tells it from all that differ; made when it changes. */
  key: string;
}

export interface Fleet {
  history: readonly Revision[];
  historyKey: string;
  epochFromVersion: number;
  /** A promotion that an operator has decided upon and that is not committed yet. */
  decided: { seenVersion: number; to: Stage } | null;
  instances: readonly Instance[];
  /** For the invariants only: the version of the last committed roll back, and whether an older decision undid it. */
  rolledBackVersion: number;
  undone: boolean;
}

export function revisionOf(fleet: Fleet, revision: number): Revision {
  const found = fleet.history[revision - 1];
  if (found === undefined) throw new Error(`there is no revision ${revision}`);
  return found;
}

export function newest(fleet: Fleet): Revision {
  return revisionOf(fleet, fleet.history.length);
}

/** Two instances that differ by name only are the same in any order. */
export function fleetKey(fleet: Fleet): string {
  const { historyKey, epochFromVersion, decided, rolledBackVersion, undone } = fleet;
  const instances = fleet.instances.map(({ key }) => key).sort();
  const intent = decided === null ? '' : `${decided.seenVersion}${decided.to}`;
  return `${historyKey};${epochFromVersion},${intent},${rolledBackVersion},${undone ? 1 : 0};${instances.join(';')}`;
}

export function revisionKey({ version, stage, rollbacksNamed }: Revision): string {
  return `${version}${stage.slice(0, 2)}${rollbacksNamed.join('')}`;
}

export function instanceKey(instance: Omit<Instance, 'key'>): string {
  const { connected, inFlight, inForce, saved, rollbacksLeft, received, applied } = instance;
  const unacked = instance.unacked.map(rollbackKey).join('');
  const figures = `${connected ? 1 : 0}${inForce}${saved}${received}${applied}${rollbacksLeft}`;
  return `${figures},${inFlight.join('')},${rollbackKey(instance.rollback)},${unacked},${rollbackKey(instance.lastRollback)}`;
}

function rollbackKey(rollback: LocalRollback | null): string {
  return rollback === null ? '' : `${rollback.rollbackId}@${rollback.routeVersion}`;
}
