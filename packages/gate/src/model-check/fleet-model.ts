import { rank } from '../stage-machine.ts';
import type { Model, Step } from './explore.ts';
import {
  type Fleet,
  fleetKey,
  type Instance,
  instanceKey,
  newest,
  type Revision,
  revisionKey,
  revisionOf,
  type Safeguards,
} from './fleet-state.ts';
import { afterReport, connect, fleetSteps, received, stageServed, withInstance } from './fleet-steps.ts';

export interface Bounds {
  /** Revisions that the control plane commits, the first included. */
  revisionsMax: number;
  /** Rollbacks of its own that each instance may have, in order of the instances. */
  rollbacks: readonly number[];
}

/** A control plane and its instances, which begin in step with each other in guarded. */
export function fleetModel(safeguards: Safeguards, bounds: Bounds): Model<Fleet> {
  const first: Revision = { version: 1, stage: 'guarded', rollbacksNamed: [] };
  const instance = (rollbacksLeft: number, at: number): Instance => {
    const fresh = {
      name: `instance ${at + 1}`,
      connected: true,
      inFlight: [],
      inForce: 1,
      saved: 1,
      rollback: null,
      unacked: [],
      rollbacksLeft,
      received: 1,
      applied: 1,
      lastRollback: null,
    };
    return { ...fresh, key: instanceKey(fresh) };
  };
  return {
    start: {
      history: [first],
      historyKey: revisionKey(first),
      epochFromVersion: 1,
      decided: null,
      instances: bounds.rollbacks.map(instance),
      rolledBackVersion: 0,
      undone: false,
    },
    key: fleetKey,
    steps: (fleet) => fleetSteps(fleet, safeguards, bounds.revisionsMax),
    stepViolation: (step, before) => stepViolation(step, before, safeguards),
    stateViolation: (fleet) => reconnectViolation(fleet, safeguards),
  };
}

function stepViolation({ state }: Step<Fleet>, before: Fleet, guards: Safeguards): string | null {
  if (state.undone) return 'a promotion decided before a roll back has undone it';
  if (newest(state).version < newest(before).version) return 'the version of the route fell';
  for (const [at, instance] of state.instances.entries()) {
    const was = before.instances[at];
    // What did not change was judged when it did; the history only grows.
    if (was === instance || was === undefined) continue;
    const wrong = instanceViolation(state, { was, is: instance }, guards);
    if (wrong !== null) return `${instance.name} ${wrong}`;
  }
  return null;
}

function instanceViolation(
  fleet: Fleet,
  { was, is }: { was: Instance; is: Instance },
  guards: Safeguards,
): string | null {
  const stage = stageServed(fleet, is, guards);
  const obeyed = revisionOf(fleet, is.inForce);
  const allowing = Math.max(is.received, is.applied);
  const allowed = revisionOf(fleet, allowing).stage;
  if (rank(stage) > rank(allowed)) return `serves ${stage}, revision ${allowing} allows ${allowed} only`;
  const own = is.lastRollback;
  const isNamed =
    own === null || (obeyed.version > own.routeVersion && obeyed.rollbacksNamed.includes(own.rollbackId));
  if (!isNamed && rank(stage) > rank('shadow'))
    return `re-entered ${stage} without a version that names ${own.rollbackId}`;
  const floor = isRestart(was, is) ? revisionOf(fleet, was.applied) : revisionOf(fleet, was.inForce);
  if (obeyed.version < floor.version) return `fell from version ${floor.version} to ${obeyed.version}`;
  return null;
}

/** A restart may lose what it never said to be applied, and no more. */
function isRestart(was: Instance, is: Instance): boolean {
  return !is.connected && is.inForce === was.saved && is.inFlight.length === 0;
}

/** From here, once all are connected and have said and heard what there is: is every roll back in force everywhere? */
function reconnectViolation(fleet: Fleet, guards: Safeguards): string | null {
  let healed = fleet;
  for (const { name } of fleet.instances) {
    healed = withInstance(healed, name, (each) => (each.connected ? {} : connect(healed, each, guards)));
  }
  for (const { unacked } of fleet.instances) {
    for (const report of unacked) healed = afterReport(healed, report, guards);
  }
  const { stage } = newest(healed);
  for (const { name, inFlight } of healed.instances) {
    const revision = inFlight.at(-1);
    if (revision === undefined) continue;
    healed = withInstance(healed, name, (each) => received(healed, each, { revision, guards }) ?? {});
  }
  for (const instance of healed.instances) {
    const serves = stageServed(healed, instance, guards);
    if (rank(serves) > rank(stage))
      return `${instance.name} still serves ${serves} after it reconnects, not ${stage}`;
    const own = instance.lastRollback;
    const isPresent = own !== null && own.routeVersion >= healed.epochFromVersion;
    if (isPresent && rank(stage) > rank('shadow') && stage !== 'complete') {
      return `the fleet stays in ${stage} though ${instance.name} rolled back in this epoch`;
    }
  }
  return null;
}
