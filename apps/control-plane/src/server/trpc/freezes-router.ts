import { freezesScreen } from '../read-models/freezes-screen.ts';
import { addFreeze, addFreezeInput } from '../services/freeze/add.ts';
import { removeFreeze, removeFreezeInput } from '../services/freeze/remove.ts';
import { procedure, router } from './init.ts';

export const freezesRouter = router({
  screen: procedure.query(({ ctx }) => freezesScreen(ctx)),
  add: procedure.input(addFreezeInput).mutation(({ ctx, input }) => addFreeze(ctx, input)),
  remove: procedure.input(removeFreezeInput).mutation(({ ctx, input }) => removeFreeze(ctx, input)),
});
