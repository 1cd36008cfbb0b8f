import type { LocalRollback } from './instance-rule.ts';
import type { OnNewBuild } from './policy.ts';
import type { Stage } from './stage.ts';
import { rank } from './stage-machine.ts';

/** A route as the control plane has committed it. */
export interface CommittedRoute {
  version: number;
  stage: Stage;
  /** The version with which the present epoch began. */
  epochFromVersion: number;
  rollbacksNamed: readonly string[];
}

/** `rollBack`: the whole fleet, naming it. `name`: a new version of the same stage names it. `known`: it was named already. */
export type ReportAnswer = 'rollBack' | 'name' | 'known';

/**
 * What the control plane does when an instance reports a roll back of its own. A report on an older version counts as long
 * as the epoch is the same: a promotion in between was decided without knowing of it. One from before the present epoch
 * was overtaken by a new proof. From `complete` only an operator goes back, also one on an instance's host: the legacy may
 * be switched off.
 */
export function answerReport(
  route: CommittedRoute,
  report: LocalRollback & { byOperator?: boolean },
): ReportAnswer {
  if (route.rollbacksNamed.includes(report.rollbackId)) return 'known';
  const mayGoBack = route.stage !== 'complete' || report.byOperator === true;
  const answersClients = rank(route.stage) > rank('shadow') && mayGoBack;
  return answersClients && report.routeVersion >= route.epochFromVersion ? 'rollBack' : 'name';
}

/** The stage of a route once a build was seen on it for the first time; the same where nothing changes. */
export function stageOnNewBuild(stage: Stage, choice: OnNewBuild, served: ReadonlySet<Stage>): Stage {
  if (choice === 'keep' || stage === 'complete') return stage;
  const back = choice === 'guarded' && served.has('guarded') ? 'guarded' : 'shadow';
  return rank(stage) > rank(back) ? back : stage;
}
