import { policiesScreen } from '../read-models/policies-screen.ts';
import { procedure, router } from './init.ts';

export const policiesRouter = router({
  screen: procedure.query(({ ctx }) => policiesScreen(ctx)),
});
