import type { InstanceRow } from '../contract.ts';

export type InstanceState = 'obeying' | 'behind' | 'lagging' | 'lost' | 'retired';

export const instanceStateNames: Record<InstanceState, string> = {
  obeying: 'Connected',
  behind: 'Behind the newest revision',
  lagging: 'Reporting late',
  lost: 'Not connected',
  retired: 'Retired',
};

/** The limit of the gate's condition flow. */
const lagLimitMs = 10_000;

export function instanceState(row: InstanceRow, newestRevision: number): InstanceState {
  if (row.retiredAtMs !== null || row.sealed) return 'retired';
  if (!row.connected) return 'lost';
  if (row.appliedRevision < newestRevision) return 'behind';
  return row.lagMs !== null && row.lagMs >= lagLimitMs ? 'lagging' : 'obeying';
}

const order: readonly InstanceState[] = ['lost', 'behind', 'lagging', 'obeying', 'retired'];

/** What needs a look first; retired ones, newest first, at the end. */
export function orderInstances(rows: readonly InstanceRow[], newestRevision: number): InstanceRow[] {
  const rank = (row: InstanceRow) => order.indexOf(instanceState(row, newestRevision));
  return [...rows].sort(
    (a, b) => rank(a) - rank(b) || a.instance.localeCompare(b.instance) || b.startedAtMs - a.startedAtMs,
  );
}
