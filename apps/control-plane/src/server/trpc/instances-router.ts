import { instancesScreen } from '../read-models/instances-screen.ts';
import { retireInstance, retireInstanceInput } from '../services/instance/retire.ts';
import { procedure, router } from './init.ts';

export const instancesRouter = router({
  screen: procedure.query(({ ctx }) => instancesScreen(ctx)),
  retire: procedure.input(retireInstanceInput).mutation(({ ctx, input }) => retireInstance(ctx, input)),
});
