import type { TestControlPlane } from './start-test-control-plane.ts';

let made = 0;

/** A route of its own for a test, in shadow, and the revision under which it is. */
export async function routeInShadow(
  { call }: TestControlPlane,
  policy = 'trial',
): Promise<{ routeId: string; revision: number; version: number }> {
  made += 1;
  const template = `/made/${made}/:id`;
  const { routeId } = await call.routes.add.mutate({ method: 'GET', template, policy });
  const { revision } = await call.routes.promote.mutate({ routeId, version: 1, to: 'shadow' });
  return { routeId, revision, version: 2 };
}
