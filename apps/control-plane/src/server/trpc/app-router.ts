import { deltasRouter } from './deltas-router.ts';
import { evidenceRouter } from './evidence-router.ts';
import { freezesRouter } from './freezes-router.ts';
import { gatewayRouter } from './gateway-router.ts';
import { router } from './init.ts';
import { instancesRouter } from './instances-router.ts';
import { liveRouter } from './live-router.ts';
import { policiesRouter } from './policies-router.ts';
import { routesRouter } from './routes-router.ts';
import { rulesRouter } from './rules-router.ts';
import { signaturesRouter } from './signatures-router.ts';
import { storageRouter } from './storage-router.ts';

export const appRouter = router({
  routes: routesRouter,
  deltas: deltasRouter,
  rules: rulesRouter,
  instances: instancesRouter,
  gateway: gatewayRouter,
  policies: policiesRouter,
  signatures: signaturesRouter,
  storage: storageRouter,
  evidence: evidenceRouter,
  freezes: freezesRouter,
  live: liveRouter,
});
export type AppRouter = typeof appRouter;
