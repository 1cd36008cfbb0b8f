import type { AppRouter } from '@delta-guard/control-plane/app-router';
import { routeTemplates } from '@delta-guard/demo';
import { createTRPCClient, httpLink } from '@trpc/client';

/** Puts the sample's routes in shadow under the preset `trial`, once: where there is any route, nothing is touched. */
export async function adoptSampleRoutes(controlUrl: string): Promise<void> {
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${controlUrl}/api/trpc`, headers: { origin: controlUrl } })],
  });
  const { routes } = await client.routes.screen.query();
  if (routes.length > 0) return;
  for (const { method, template } of routeTemplates) {
    await client.routes.add.mutate({ method, template, policy: 'trial' });
  }
  const added = await client.routes.screen.query();
  for (const { id, version, method } of added.routes) {
    if (method === 'GET') await client.routes.promote.mutate({ routeId: id, version, to: 'shadow' });
  }
}
