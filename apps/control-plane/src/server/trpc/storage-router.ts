import { storageScreen } from '../read-models/storage-screen.ts';
import { procedure, router } from './init.ts';

export const storageRouter = router({
  screen: procedure.query(({ ctx }) => storageScreen(ctx)),
});
