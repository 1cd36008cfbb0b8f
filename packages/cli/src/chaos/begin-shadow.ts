import { controlPlaneClient, until } from '../testing/client.ts';
import type { Fleet } from './fleet.ts';

/** Routes in shadow on every proxy. Resolves to the id of the first. */
export async function beginShadow(fleet: Fleet, templates = ['/orders/:id']): Promise<string> {
  const proxies = fleet.proxyUrls.length;
  const client = controlPlaneClient(fleet.controlUrl);
  for (const template of templates)
    await client.routes.add.mutate({ method: 'GET', template, policy: 'trial' });
  await until(
    () => client.instances.screen.query(),
    ({ instances }) => instances.filter(({ connected }) => connected).length === proxies,
  );
  const { routes } = await client.routes.screen.query();
  for (const { id, version } of routes)
    await client.routes.promote.mutate({ routeId: id, version, to: 'shadow' });
  await until(
    () => client.routes.screen.query(),
    ({ appliedBy }) => appliedBy.total === proxies && appliedBy.applied === proxies,
  );
  const [first] = routes;
  if (!first) throw new Error('there is no route');
  return first.id;
}
