import { z } from 'zod';
import { deltaList, deltaListInput } from '../read-models/delta-list.ts';
import { deltaScreen } from '../read-models/delta-screen.ts';
import { keepDelta, keepDeltaInput } from '../services/delta/keep.ts';
import { letGoDelta, letGoDeltaInput } from '../services/delta/let-go.ts';
import { procedure, router } from './init.ts';

const detailInput = z.strictObject({ deltaId: z.uuid() });

export const deltasRouter = router({
  list: procedure.input(deltaListInput).query(({ ctx, input }) => deltaList(ctx, input)),
  keep: procedure.input(keepDeltaInput).mutation(({ ctx, input }) => keepDelta(ctx, input)),
  letGo: procedure.input(letGoDeltaInput).mutation(({ ctx, input }) => letGoDelta(ctx, input)),
  detail: procedure.input(detailInput).query(({ ctx, input }) => deltaScreen(ctx, input)),
});
