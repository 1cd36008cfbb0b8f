import { checkMove } from '../check-move.ts';
import { answerReport } from '../fleet-rule.ts';
import {
  freshness,
  isReleased,
  type LocalRollback,
  type ObeyedRoute,
  servedStage,
} from '../instance-rule.ts';
import { type Stage, stageOrder } from '../stage.ts';
import { nextStage, rank } from '../stage-machine.ts';
import type { Step } from './explore.ts';
import {
  type Fleet,
  type Instance,
  instanceKey,
  newest,
  type Revision,
  revisionKey,
  revisionOf,
  type Safeguards,
} from './fleet-state.ts';

const served: ReadonlySet<Stage> = new Set(stageOrder);
const routeId = 'route';

/** Every step that the fleet may take, until the control plane has committed `revisionsMax`. */
export function* fleetSteps(fleet: Fleet, guards: Safeguards, revisionsMax: number): Generator<Step<Fleet>> {
  if (fleet.history.length < revisionsMax) yield* controlSteps(fleet, guards);
  for (const instance of fleet.instances) {
    yield* linkSteps(fleet, instance, guards);
    yield* instanceSteps(fleet, instance, guards);
    const [report] = instance.unacked;
    if (!instance.connected || report === undefined) continue;
    const isKnown = newest(fleet).rollbacksNamed.includes(report.rollbackId);
    if (!isKnown && fleet.history.length >= revisionsMax) continue;
    const answered = afterReport(fleet, report, guards);
    const action = `the control plane gets report ${report.rollbackId} of ${instance.name}`;
    // Without the ack it will come again.
    if (!isKnown) yield { action, state: answered };
    yield { action: `${action}, and acks it`, state: acked(answered, instance, report) };
  }
}

function* controlSteps(fleet: Fleet, guards: Safeguards): Generator<Step<Fleet>> {
  const { version, stage } = newest(fleet);
  const to = nextStage(stage, served);
  if (fleet.decided === null && to !== null) {
    yield {
      action: `an operator sees ${stage} v${version} and decides for ${to}`,
      state: { ...fleet, decided: { seenVersion: version, to } },
    };
  }
  if (fleet.decided !== null) yield promotion(fleet, fleet.decided, guards);
  const back = checkMove({
    from: stage,
    to: 'shadow',
    method: 'GET',
    served,
    gateOpen: false,
    legacyProbed: true,
  });
  if (back.allowed && back.move.kind === 'rollBack') {
    yield { action: `an operator rolls back from ${stage} v${version}`, state: rolledBack(fleet, null) };
  }
}

function promotion(
  fleet: Fleet,
  { seenVersion, to }: { seenVersion: number; to: Stage },
  guards: Safeguards,
): Step<Fleet> {
  const { version, stage, rollbacksNamed } = newest(fleet);
  const idle = { ...fleet, decided: null };
  const undone = fleet.undone || seenVersion < fleet.rolledBackVersion;
  if (!guards.compareAndSet) {
    const state = commit({ ...idle, undone }, { version: seenVersion + 1, stage: to, rollbacksNamed });
    return { action: `the promotion to ${to} commits as v${seenVersion + 1}`, state };
  }
  const verdict = checkMove({ from: stage, to, method: 'GET', served, gateOpen: true });
  if (version !== seenVersion || !verdict.allowed) {
    return {
      action: `the promotion to ${to} is refused: v${seenVersion} was seen, v${version} is there`,
      state: idle,
    };
  }
  const state = commit({ ...idle, undone }, { version: version + 1, stage: to, rollbacksNamed });
  return { action: `the promotion to ${to} commits as v${version + 1}`, state };
}

function rolledBack(fleet: Fleet, report: LocalRollback | null): Fleet {
  const { version, rollbacksNamed } = newest(fleet);
  const after = { ...fleet, epochFromVersion: version + 1, rolledBackVersion: version + 1 };
  return commit(after, {
    version: version + 1,
    stage: 'shadow',
    rollbacksNamed: named(rollbacksNamed, report),
  });
}

function named(rollbacks: readonly string[], report: LocalRollback | null): readonly string[] {
  return report === null ? rollbacks : [...rollbacks, report.rollbackId].sort();
}

/** A new revision goes out to whoever is connected. */
function commit(fleet: Fleet, revision: Revision): Fleet {
  const history = [...fleet.history, revision];
  const instances = fleet.instances.map((instance) =>
    instance.connected ? changed(instance, { inFlight: [...instance.inFlight, history.length] }) : instance,
  );
  return { ...fleet, history, historyKey: fleet.historyKey + revisionKey(revision), instances };
}

/** What the control plane makes of a report, in one transaction. */
export function afterReport(fleet: Fleet, report: LocalRollback, guards: Safeguards): Fleet {
  const { version, stage, rollbacksNamed } = newest(fleet);
  const { epochFromVersion } = fleet;
  const answer = answerReport({ version, stage, rollbacksNamed, epochFromVersion }, report);
  if (answer === 'known') return fleet;
  const overtaken = !guards.lateReports && report.routeVersion !== version;
  if (answer === 'rollBack' && !overtaken) return rolledBack(fleet, report);
  return commit(fleet, { version: version + 1, stage, rollbacksNamed: named(rollbacksNamed, report) });
}

function acked(fleet: Fleet, { name }: Instance, report: LocalRollback): Fleet {
  return withInstance(fleet, name, (instance) => ({
    unacked: instance.unacked.filter((each) => each.rollbackId !== report.rollbackId),
  }));
}

function* linkSteps(fleet: Fleet, instance: Instance, guards: Safeguards): Generator<Step<Fleet>> {
  const { name, connected, inFlight, inForce } = instance;
  // Whatever is as old as what it obeys may come at any time, late or once more.
  const old = Array.from({ length: inForce }, (_, at) => at + 1);
  for (const revision of [...old, ...inFlight]) {
    const change = received(fleet, instance, { revision, guards });
    if (change === null) continue;
    yield { action: `${name} gets revision ${revision}`, state: withInstance(fleet, name, () => change) };
  }
  if (connected) {
    yield { action: `${name} is cut off`, state: withInstance(fleet, name, () => ({ connected: false })) };
  } else {
    yield {
      action: `${name} connects again`,
      state: withInstance(fleet, name, (each) => connect(fleet, each, guards)),
    };
  }
}

export function connect(fleet: Fleet, instance: Instance, guards: Safeguards): Partial<Instance> {
  const revision = fleet.history.length;
  const isSent = !guards.newestOnConnect || instance.inFlight.includes(revision);
  return { connected: true, inFlight: isSent ? instance.inFlight : [...instance.inFlight, revision] };
}

/** An instance obeys a config at once; only then is it made durable. Null where it does not take it. */
export function received(
  fleet: Fleet,
  instance: Instance,
  { revision, guards }: { revision: number; guards: Safeguards },
): Partial<Instance> | null {
  const versions = (of: number) => ({
    revision: of,
    routes: [{ id: routeId, version: revisionOf(fleet, of).version }],
  });
  const { code } = freshness(versions(instance.inForce), versions(revision));
  if (guards.risingRevisions && code !== 'newer') return null;
  const inFlight = instance.inFlight.filter((each) => each > revision);
  const known = { inFlight, received: Math.max(instance.received, revision) };
  const applied = guards.durableBeforeApplied ? instance.applied : Math.max(instance.applied, revision);
  const inForce = { ...known, inForce: revision, applied };
  return guards.configBeforeForgetting ? inForce : { ...inForce, ...forgotten(fleet, instance, revision) };
}

function forgotten(fleet: Fleet, { rollback }: Instance, revision: number): Partial<Instance> {
  return rollback !== null && isReleased(routeOf(fleet, revision), rollback) ? { rollback: null } : {};
}

function* instanceSteps(fleet: Fleet, instance: Instance, guards: Safeguards): Generator<Step<Fleet>> {
  const { name, inForce, saved } = instance;
  if (inForce !== saved) {
    const state = withInstance(fleet, name, (each) => ({
      saved: inForce,
      applied: Math.max(each.applied, inForce),
      ...forgotten(fleet, each, inForce),
    }));
    yield { action: `${name} has saved revision ${inForce} and says so`, state };
  }
  const stage = stageServed(fleet, instance, guards);
  if (rank(stage) > rank('shadow') && stage !== 'complete' && instance.rollbacksLeft > 0) {
    yield {
      action: `${name} rolls back by itself from ${stage}`,
      state: withInstance(fleet, name, (each) => ownRollback(fleet, each, guards)),
    };
  }
  yield {
    action: `${name} is killed and starts again`,
    state: withInstance(fleet, name, (each) => restarted(each, guards)),
  };
}

function ownRollback(fleet: Fleet, instance: Instance, guards: Safeguards): Partial<Instance> {
  const { rollbacksLeft } = instance;
  const { version } = revisionOf(fleet, instance.inForce);
  const soFar = fleet.instances.reduce((sum, each) => sum + each.rollbacksLeft, 0);
  const rollback = { routeVersion: version, rollbackId: `r${soFar}` };
  const isSent = guards.reportKept || instance.connected;
  const unacked = isSent ? [...instance.unacked, rollback] : instance.unacked;
  return { rollback, lastRollback: rollback, unacked, rollbacksLeft: rollbacksLeft - 1 };
}

/** Its connection and what came over it are gone; what it serves is what it finds on disk. */
function restarted(instance: Instance, guards: Safeguards): Partial<Instance> {
  return {
    connected: false,
    inFlight: [],
    inForce: instance.saved,
    received: instance.saved,
    rollback: guards.durableRollback ? instance.rollback : null,
    unacked: guards.reportKept ? instance.unacked : [],
  };
}

/** The very rule of the proxy. */
export function stageServed(fleet: Fleet, instance: Instance, guards: Safeguards): Stage {
  const route = routeOf(fleet, instance.inForce);
  const { rollback } = instance;
  const isEnough = !guards.namedRollbacks && rollback !== null && route.version > rollback.routeVersion;
  return servedStage(route, { rollback: isEnough ? null : rollback, silentMs: 0 }).stage;
}

function routeOf(fleet: Fleet, revision: number): ObeyedRoute {
  return { ...revisionOf(fleet, revision), leaseMs: 30_000, onLeaseLost: 'keep' };
}

export function withInstance(
  fleet: Fleet,
  name: string,
  change: (instance: Instance) => Partial<Instance>,
): Fleet {
  const instances = fleet.instances.map((each) => (each.name === name ? changed(each, change(each)) : each));
  return { ...fleet, instances };
}

function changed(instance: Instance, change: Partial<Instance>): Instance {
  const next = { ...instance, ...change };
  return { ...next, key: instanceKey(next) };
}
