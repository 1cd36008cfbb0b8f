import { deltasRouter } from './deltas-router.ts';
import { router } from './init.ts';
import { instancesRouter } from './instances-router.ts';
import { liveRouter } from './live-router.ts';
import { routesRouter } from './routes-router.ts';
import { rulesRouter } from './rules-router.ts';

export const appRouter = router({
  routes: routesRouter,
  deltas: deltasRouter,
  rules: rulesRouter,
  instances: instancesRouter,
  live: liveRouter,
});
export type AppRouter = typeof appRouter;
