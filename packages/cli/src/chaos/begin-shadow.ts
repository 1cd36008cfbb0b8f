import { controlPlaneClient, until } from '../testing/client.ts';
import type { Fleet } from './fleet.ts';

/** One route, in shadow on every proxy. Resolves to its id. */
export async function beginShadow(fleet: Fleet): Promise<string> {
  const proxies = fleet.proxyUrls.length;
  const client = controlPlaneClient(fleet.controlUrl);
  await client.routes.add.mutate({ method: 'GET', template: '/orders/:id', policy: 'trial' });
  await until(
    () => client.instances.screen.query(),
    ({ instances }) => instances.filter(({ connected }) => connected).length === proxies,
  );
  const [route] = (await client.routes.screen.query()).routes;
  if (!route) throw new Error('the route is not listed');
  await client.routes.promote.mutate({ routeId: route.id, version: route.version, to: 'shadow' });
  await until(
    () => client.routes.screen.query(),
    ({ appliedBy }) => appliedBy.total === proxies && appliedBy.applied === proxies,
  );
  return route.id;
}
