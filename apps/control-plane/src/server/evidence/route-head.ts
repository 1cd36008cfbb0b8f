import { methods, stages } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RouteHead } from '../../contract.ts';

const words = z.object({ method: z.enum(methods), stage: z.enum(stages) });

/** The columns of a route that every screen shows. */
export const routeHeadSelect = {
  id: true,
  method: true,
  template: true,
  stage: true,
  stageSince: true,
  version: true,
  policy: true,
  coolDownUntil: true,
  canaryShare: true,
} as const;

export interface RouteHeadRow {
  id: string;
  method: string;
  template: string;
  stage: string;
  stageSince: Date;
  version: bigint;
  policy: string;
  coolDownUntil: Date | null;
  canaryShare: number;
}

export function toRouteHead(row: RouteHeadRow): RouteHead {
  return {
    id: row.id,
    template: row.template,
    ...words.parse(row),
    stageSinceMs: row.stageSince.getTime(),
    version: Number(row.version),
    policy: row.policy,
    canaryShare: row.canaryShare > 0 ? row.canaryShare : null,
    coolDownUntilMs: row.coolDownUntil?.getTime() ?? null,
  };
}
