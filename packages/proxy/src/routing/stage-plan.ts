import { type Method, type Stage, safeMethods } from '@delta-guard/protocol';

/** Stages this proxy can serve, as told in `hello`. */
export const servedStages = ['off', 'shadow', 'live'] as const satisfies readonly Stage[];
export type ServedStage = (typeof servedStages)[number];

/**
 * The stage a route is really served at: an unsafe method never leaves `off` (P6), and a stage that this proxy cannot
 * serve becomes `shadow`, where the legacy answers and evidence goes on.
 */
export function servedStage(method: Method, stage: Stage): ServedStage {
  if (!safeMethods.includes(method)) return 'off';
  return isServed(stage) ? stage : 'shadow';
}

function isServed(stage: Stage): stage is ServedStage {
  return servedStages.some((served) => served === stage);
}
