import { limits, type Method } from '@delta-guard/protocol';
import type { RouteAdded } from '../../../contract.ts';
import { DomainError } from '../../errors/domain-error.ts';
import { findPolicy } from '../../policies/policy-name.ts';
import type { Change } from '../change.ts';
import { beginEpoch } from '../epoch.ts';
import { shapeOf } from './check-template.ts';
import { labelOf } from './find-route.ts';

export interface NewRoute {
  method: Method;
  template: string;
  policy: string;
}

/**
 * Makes a route, off. One that was removed comes back with its history: its epochs go on counting, so that nobody gets
 * a fresh try at the proof by removing and adding.
 */
export async function makeRoute(change: Change, route: NewRoute, verb: string): Promise<RouteAdded> {
  const key = { gatewayId: change.gatewayId, method: route.method, template: route.template };
  const known = await change.tx.route.findUnique({
    where: { gatewayId_method_template: key },
    select: { id: true, version: true, removedAt: true },
  });
  if (known && known.removedAt === null) {
    throw new DomainError('routeExists', `${labelOf(route)} is a route already.`);
  }
  await findPolicy(change, route.policy);
  await refuseBeyondLimit(change);
  await refuseSameShape(change, route);
  const revision = await change.revision();
  const state = {
    stage: 'off',
    canaryShare: 0,
    stageSince: change.now,
    versionRevision: revision,
    policy: route.policy,
    coolDownUntil: null,
    removedAt: null,
  };
  const { id } = known
    ? await change.tx.route.update({
        where: { id: known.id },
        data: { ...state, version: known.version + 1n },
        select: { id: true },
      })
    : await change.tx.route.create({
        data: { ...key, ...state, version: 1n, createdAt: change.now },
        select: { id: true },
      });
  await beginEpoch(change, id, 'adopted');
  await change.audit({ verb, routeId: id, detail: `${labelOf(route)} with the policy ${route.policy}` });
  return { routeId: id, revision: Number(revision) };
}

/** A proxy cannot tell `/accounts/:id` from `/accounts/:number`. */
async function refuseSameShape(change: Change, { method, template }: NewRoute): Promise<void> {
  const others = await change.tx.route.findMany({
    where: { gatewayId: change.gatewayId, method, removedAt: null },
    select: { template: true },
  });
  const twin = others.find((other) => shapeOf(other.template) === shapeOf(template));
  if (!twin) return;
  throw new DomainError(
    'routeExists',
    `${labelOf({ method, template })} matches the same requests as ${labelOf({ method, template: twin.template })}, which is a route already.`,
  );
}

async function refuseBeyondLimit(change: Change): Promise<void> {
  const count = await change.tx.route.count({ where: { gatewayId: change.gatewayId, removedAt: null } });
  if (count >= limits.routesMax) {
    throw new DomainError('limitReached', `A gateway has at most ${limits.routesMax} routes.`);
  }
}
