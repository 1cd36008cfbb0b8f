import { z } from 'zod';
import { ranges } from '../../contract.ts';
import { routeScreen } from '../read-models/route-screen.ts';
import { routesScreen } from '../read-models/routes-screen.ts';
import { sharedReading } from '../read-models/shared-reading.ts';
import { addRoute, addRouteInput } from '../services/route/add.ts';
import { adoptRoute, adoptRouteInput } from '../services/route/adopt.ts';
import { promoteRoute, promoteRouteInput } from '../services/route/promote.ts';
import { removeRoute, removeRouteInput } from '../services/route/remove.ts';
import { rollBackRoute, rollBackRouteInput } from '../services/route/roll-back.ts';
import { setPolicy, setPolicyInput } from '../services/route/set-policy.ts';
import { setSettings, setSettingsInput } from '../services/route/set-settings.ts';
import { startEpoch, startEpochInput } from '../services/route/start-epoch.ts';
import { procedure, router } from './init.ts';

/** Every open page asks for it. */
const sharedRoutesScreen = sharedReading(routesScreen);

const detailInput = z.strictObject({ routeId: z.uuid(), range: z.enum(ranges) });

export const routesRouter = router({
  screen: procedure.query(({ ctx }) => sharedRoutesScreen(ctx)),
  detail: procedure.input(detailInput).query(({ ctx, input }) => routeScreen(ctx, input)),
  adopt: procedure.input(adoptRouteInput).mutation(({ ctx, input }) => adoptRoute(ctx, input)),
  add: procedure.input(addRouteInput).mutation(({ ctx, input }) => addRoute(ctx, input)),
  promote: procedure.input(promoteRouteInput).mutation(({ ctx, input }) => promoteRoute(ctx, input)),
  rollBack: procedure.input(rollBackRouteInput).mutation(({ ctx, input }) => rollBackRoute(ctx, input)),
  setPolicy: procedure.input(setPolicyInput).mutation(({ ctx, input }) => setPolicy(ctx, input)),
  setSettings: procedure.input(setSettingsInput).mutation(({ ctx, input }) => setSettings(ctx, input)),
  startEpoch: procedure.input(startEpochInput).mutation(({ ctx, input }) => startEpoch(ctx, input)),
  remove: procedure.input(removeRouteInput).mutation(({ ctx, input }) => removeRoute(ctx, input)),
});
