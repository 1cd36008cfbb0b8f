import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { type Change, changeGateway } from '../change.ts';
import { labelOf } from '../route/find-route.ts';
import { changeBuild } from './change-build.ts';

export const announceBuildInput = z.strictObject({
  build: z
    .string()
    .trim()
    .min(1, 'name the build')
    .max(128)
    .refine((build) => build.isWellFormed() && !/\p{Cc}/u.test(build), 'no header can hold these characters'),
  /** A route as `GET /accounts/:id` or by its id; all of the gateway where it is left out. */
  route: z.string().min(1).optional(),
});
export type AnnounceBuild = z.infer<typeof announceBuildInput>;

export interface AnnouncedBuild {
  revision: number;
  build: string;
  /** Each route that it was announced for, and whether its proof began anew with it. */
  routes: { id: string; route: string; newEpoch: boolean }[];
}

/** A pipeline says that a build is being rolled out. Where it is being proven already nothing changes. */
export async function announceBuild(
  context: ServerContext,
  { build, route }: AnnounceBuild,
): Promise<AnnouncedBuild> {
  return changeGateway({ ...context, actor: 'pipeline' }, async (change) => {
    const routes = await findRoutes(change, route);
    const announced: AnnouncedBuild['routes'] = [];
    for (const each of routes) {
      const running = each.epochs[0];
      const isRunning = running?.build === build;
      const newEpoch = !isRunning && (running?.build !== null || running.eligible > 0n);
      if (!isRunning) await changeBuild(change, each.id, { build, seenAtS: null, source: 'api', newEpoch });
      announced.push({ id: each.id, route: labelOf(each), newEpoch });
    }
    return { revision: await change.revisionNow(), build, routes: announced };
  });
}

async function findRoutes(change: Change, wanted: string | undefined) {
  // In the order in which their epochs are locked everywhere.
  const routes = await change.tx.route.findMany({
    where: { gatewayId: change.gatewayId, removedAt: null },
    orderBy: { id: 'asc' },
    select: {
      id: true,
      method: true,
      template: true,
      epochs: { where: { endedAt: null }, select: { build: true, eligible: true } },
    },
  });
  if (wanted === undefined) return routes;
  const found = routes.find((route) => route.id === wanted || labelOf(route) === wanted);
  if (found) return [found];
  throw new DomainError(
    'routeNotFound',
    `There is no route ${wanted}: give it as GET /accounts/:id, or leave it out for all.`,
  );
}
