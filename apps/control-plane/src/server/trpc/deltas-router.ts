import { z } from 'zod';
import { deltaList, deltaListInput } from '../read-models/delta-list.ts';
import { deltaScreen } from '../read-models/delta-screen.ts';
import { procedure, router } from './init.ts';

const detailInput = z.strictObject({ deltaId: z.uuid() });

export const deltasRouter = router({
  list: procedure.input(deltaListInput).query(({ ctx, input }) => deltaList(ctx, input)),
  detail: procedure.input(detailInput).query(({ ctx, input }) => deltaScreen(ctx, input)),
});
